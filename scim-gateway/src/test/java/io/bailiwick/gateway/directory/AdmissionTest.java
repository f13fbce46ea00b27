package io.bailiwick.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.scim.schema.ResourceType;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Credentials;
import io.bailiwick.model.Handles;
import io.bailiwick.model.LastAdmin;
import io.bailiwick.model.Limits;
import io.bailiwick.model.Organization;
import io.bailiwick.model.OrganizationType;
import io.bailiwick.model.Role;
import io.bailiwick.model.Sessions;
import io.bailiwick.model.SignIn;
import io.bailiwick.model.SignIn.AttributeOwnership;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in, and what a sign-in writes. */
class AdmissionTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

  private static Organization acme(AttributeOwnership ownership) {
    return new Organization(
        "acme",
        1,
        OrganizationType.MANAGED,
        "Acme",
        Role.READ,
        Limits.STRICT,
        new Handles("acme", Handles.WhenTaken.NUMBER),
        Sessions.DEFAULT,
        new SignIn(
            SignIn.Provisioning.JUST_IN_TIME,
            ownership,
            Optional.empty(),
            Optional.empty(),
            List.of()),
        Credentials.DEFAULT,
        LastAdmin.ACCEPT,
        Optional.empty(),
        Optional.empty(),
        NOW,
        NOW);
  }

  private static Person jane(String name, String... more) {
    ObjectNode claims = StrictJson.mapper().createObjectNode();
    claims.put("name", name).put("email", "jane@acme.example").put("email_verified", true);
    for (int i = 0; i < more.length; i += 2) {
      claims.put(more[i], more[i + 1]);
    }
    return new Person("s-jane", Optional.of("jane"), claims);
  }

  private static StoredIdentity admitted(
      Person person, AttributeOwnership ownership, StoredIdentity... candidates) {
    Admission.Verdict verdict =
        Admission.decide(
            person, List.of(candidates), acme(ownership), "mgd_1", Optional.empty(), NOW);
    assertThat(verdict).isInstanceOf(Admission.Admitted.class);
    return ((Admission.Admitted) verdict).outcome().identity();
  }

  private static StoredIdentity pushed(StoredIdentity known, String json) throws Exception {
    ObjectNode resource = (ObjectNode) StrictJson.mapper().readTree(json);
    Outcome outcome =
        IdentityLifecycle.decide(
            Optional.of(known),
            new IdentityCommand.Replace(ResourceType.USER, resource, Set.of()),
            AttributeOwnership.SCIM_AUTHORITATIVE,
            NOW);
    return ((Outcome.Accepted) outcome).identity();
  }

  /** The replica that ends sessions may have a clock that is behind that of the sign-in. */
  @Test
  void theEndOfSessionsIsLaterThanTheSignInWhateverTheClock() {
    StoredIdentity jane = admitted(jane("Jane"), AttributeOwnership.SCIM_AUTHORITATIVE);
    Outcome ended =
        IdentityLifecycle.decide(
            Optional.of(jane),
            new IdentityCommand.EndSessions(),
            AttributeOwnership.SCIM_AUTHORITATIVE,
            NOW.minusSeconds(2));
    StoredIdentity after = ((Outcome.Accepted) ended).identity();
    assertThat(after.sessionsNotBefore().orElseThrow()).isAfter(jane.changedAt());
    // Who signs in next, by the same clock, is in.
    assertThat(after.changedAt()).isAfterOrEqualTo(after.sessionsNotBefore().orElseThrow());
  }

  /** P1: once SCIM wrote it, sign-in does not change it; unless the organization says otherwise. */
  @ParameterizedTest
  @CsvSource({
    "SCIM_AUTHORITATIVE, By SCIM",
    "LAST_WRITER,        By sign-in",
    "SCIM_ONLY,          By SCIM",
    "JIT_ONLY,           By sign-in"
  })
  void whoOwnsAnAttribute(AttributeOwnership ownership, String displayName) throws Exception {
    StoredIdentity first = admitted(jane("First"), ownership);
    assertThat(first.pushed()).isFalse();
    StoredIdentity byScim =
        pushed(first, "{\"userName\":\"jane\",\"displayName\":\"By SCIM\",\"active\":true}");
    assertThat(byScim.pushed()).isTrue();
    StoredIdentity again = admitted(jane("By sign-in"), ownership, byScim);
    assertThat(again.resource().path("displayName").asText()).isEqualTo(displayName);
  }

  @Test
  void whatIsStatedFromTimeToTimeIsBounded() {
    StoredIdentity known = admitted(jane("Jane"), AttributeOwnership.SCIM_AUTHORITATIVE);
    for (int i = 0; i < 10; i++) {
      known =
          admitted(
              jane("Jane", "claim" + i, "x".repeat(30_000)),
              AttributeOwnership.SCIM_AUTHORITATIVE,
              known);
    }
    assertThat(known.login().facts().orElseThrow().claims().toString().length()).isLessThan(70_000);
  }

  @Test
  void anAddressThatCannotBeOneLeavesTheProfileAsItWas() {
    StoredIdentity known = admitted(jane("Jane"), AttributeOwnership.SCIM_AUTHORITATIVE);
    StoredIdentity again =
        admitted(
            jane("Janet", "email", "x".repeat(300) + "@acme.example"),
            AttributeOwnership.SCIM_AUTHORITATIVE,
            known);
    assertThat(again.resource()).isEqualTo(known.resource());
    assertThat(again.version()).isEqualTo(2);
  }
}
