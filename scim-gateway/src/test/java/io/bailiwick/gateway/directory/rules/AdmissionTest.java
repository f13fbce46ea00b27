package io.bailiwick.gateway.directory.rules;

import static io.bailiwick.gateway.directory.rules.SignInsOfJane.NOW;
import static io.bailiwick.gateway.directory.rules.SignInsOfJane.acme;
import static io.bailiwick.gateway.directory.rules.SignInsOfJane.admitted;
import static io.bailiwick.gateway.directory.rules.SignInsOfJane.jane;
import static io.bailiwick.gateway.directory.rules.SignInsOfJane.stating;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.SignInSettings;
import io.bailiwick.model.SignInSettings.AttributeOwnership;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in, and what a sign-in writes. */
class AdmissionTest {
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

  /** Also where the end of all sessions, which is yet to come, is the time of both. */
  @Test
  void twoSignInsAtTheSameTimeAreOneVersion() {
    StoredIdentity known = admitted(jane("Jane"), AttributeOwnership.SCIM_AUTHORITATIVE);
    Instant at = known.login().facts().orElseThrow().at();
    Admission.Verdict again =
        Admission.decide(
            jane("Jane"),
            List.of(known),
            acme(AttributeOwnership.SCIM_AUTHORITATIVE),
            "mgd_2",
            Optional.empty(),
            at);
    assertThat(again).isEqualTo(new Admission.Admitted(new Outcome.Unchanged(known)));
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

  /** I2: people may edit their user name at some providers. */
  @ParameterizedTest
  @CsvSource({"false, USER_NAME_TAKEN", "true, "})
  void linksByUserNameOnlyIfTheOrganizationWantsIt(boolean wanted, String refusal)
      throws Exception {
    StoredIdentity pushed =
        StoredIdentity.first(
            "mgd_2",
            "acme",
            (ObjectNode) StrictJson.mapper().readTree("{\"userName\":\"jane\",\"active\":true}"),
            Optional.empty(),
            NOW);
    SignInSettings settings =
        new SignInSettings(
            SignInSettings.Provisioning.JUST_IN_TIME,
            AttributeOwnership.SCIM_AUTHORITATIVE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            SignInSettings.AbsentClaim.EMPTY,
            wanted,
            Optional.empty());
    Admission.Verdict verdict =
        Admission.decide(
            stating("{}"), List.of(pushed), acme(settings), "mgd_1", Optional.empty(), NOW);
    assertThat(
            verdict instanceof Admission.Refused refused
                ? Optional.of(refused.refusal().name())
                : Optional.empty())
        .isEqualTo(Optional.ofNullable(refusal));
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
