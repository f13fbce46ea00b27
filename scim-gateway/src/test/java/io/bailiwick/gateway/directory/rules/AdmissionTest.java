package io.bailiwick.gateway.directory.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.ClaimPath;
import io.bailiwick.model.CredentialSettings;
import io.bailiwick.model.Enforcement;
import io.bailiwick.model.HandleSettings;
import io.bailiwick.model.Kept;
import io.bailiwick.model.LastAdmin;
import io.bailiwick.model.LeaverSettings;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Organization;
import io.bailiwick.model.OrganizationType;
import io.bailiwick.model.ResourceGroupMapping;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleDecision;
import io.bailiwick.model.RoleExplanation;
import io.bailiwick.model.RoleMapping;
import io.bailiwick.model.RoleSettings;
import io.bailiwick.model.SessionSettings;
import io.bailiwick.model.SignInSettings;
import io.bailiwick.model.SignInSettings.AttributeOwnership;
import io.bailiwick.model.StalenessSettings;
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
    return acme(
        new SignInSettings(
            SignInSettings.Provisioning.JUST_IN_TIME,
            ownership,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            SignInSettings.AbsentClaim.EMPTY,
            false,
            Optional.empty()));
  }

  private static Organization acme(SignInSettings signIn) {
    return new Organization(
        "acme",
        1,
        OrganizationType.MANAGED,
        "Acme",
        Role.READ,
        LimitSettings.STRICT,
        new HandleSettings("acme", HandleSettings.WhenTaken.NUMBER),
        SessionSettings.DEFAULT,
        signIn,
        RoleSettings.NONE,
        LeaverSettings.DEFAULT,
        CredentialSettings.DEFAULT,
        LastAdmin.ACCEPT,
        Enforcement.GLOBAL,
        StalenessSettings.DEFAULT,
        List.of(),
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
    return new Person(
        "s-jane", "preferred_username", claims.put("preferred_username", "jane"), Set.of());
  }

  private static StoredIdentity admitted(
      Person person, AttributeOwnership ownership, StoredIdentity... candidates) {
    return admitted(person, acme(ownership).signIn(), candidates);
  }

  private static StoredIdentity admitted(
      Person person, SignInSettings settings, StoredIdentity... candidates) {
    Admission.Verdict verdict =
        Admission.decide(
            person,
            List.of(candidates),
            acme(settings),
            "mgd_1",
            Optional.empty(),
            NOW.plusSeconds(candidates.length));
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

  /** J5: an absent claim is an empty one; what is withheld or cannot be read keeps what was. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          EMPTY | {"roles":["admin"]} | {}                                    |           |
          EMPTY | {"roles":["admin"]} | {"roles":null}                        |           |
          EMPTY | {"roles":["admin"]} | {"roles":[]}                          | []        |
          EMPTY | {"roles":["admin"]} | {"roles":["read"]}                    | ["read"]  |
          EMPTY | {"roles":["admin"]} | {"_claim_names":{"roles":"src1"}}     | ["admin"] | OVERAGE
          EMPTY | {"roles":["admin"]} | {"_claim_names":{"groups":"src1"}}    |           |
          EMPTY | {"roles":["admin"]} | {"hasgroups":true}                    |           |
          EMPTY | {"roles":["admin"]} | {"roles":[{"id":"1"}]}                | ["admin"] | UNREADABLE
          EMPTY | {"roles":["admin"]} | {"roles":{"admin":"no"}}              | ["admin"] | UNREADABLE
          EMPTY | {"roles":{"admin":true}} | {"roles":{"admin":false}}        | {"admin":false} |
          EMPTY | {"roles":{"admin":true}} | {"roles":{"admin":null}}         | {"admin":null}  |
          EMPTY | {"roles":{"admin":true}} | {"roles":{"admin":{}}}           | {"admin":{}}    |
          KEEP  | {"roles":["admin"]} | {}                                    | ["admin"] | NOT_STATED
          KEEP  | {"roles":["admin"]} | {"roles":null}                        | ["admin"] | NOT_STATED
          KEEP  | {"roles":["admin"]} | {"roles":[]}                          | []        |
          KEEP  | {"roles":{"admin":{"1":"a"}}} | {"roles":{"read":{"1":"a"}}} | {"read":{"1":"a"}} |
          KEEP  | {"roles":{"admin":true}} | {"roles":{"admin":false}}        | {"admin":false} |
          """)
  void whatAnAbsentClaimCountsAs(
      SignInSettings.AbsentClaim absent, String before, String after, String roles, Kept why)
      throws Exception {
    RoleMapping mapping =
        new RoleMapping(
            "roles",
            RoleMapping.Conflict.MOST_PRIVILEGED,
            List.of(new RoleMapping.Rule("admin", Role.ADMIN)));
    SignInSettings settings = mapped(Optional.of(mapping), Optional.empty(), absent);
    StoredIdentity known = admitted(stating(before), settings);
    StoredIdentity again = admitted(stating(after), settings, known);
    assertThat(roles(again)).isEqualTo(Optional.ofNullable(roles));
    // A claim that gives grants counts alike.
    SignInSettings grants =
        mapped(
            Optional.empty(),
            Optional.of(
                new ResourceGroupMapping(
                    "roles", List.of(new ResourceGroupMapping.Rule("admin", "core", Role.WRITE)))),
            absent);
    StoredIdentity granted = admitted(stating(after), grants, admitted(stating(before), grants));
    assertThat(roles(granted)).isEqualTo(Optional.ofNullable(roles));
    // The account's explanation says so, and of the next sign-in that states it no more.
    assertThat(explanation(again, settings).kept()).isEqualTo(Optional.ofNullable(why));
    assertThat(explanation(admitted(stating(before), settings, again), settings).kept()).isEmpty();
  }

  private static SignInSettings mapped(
      Optional<RoleMapping> roles,
      Optional<ResourceGroupMapping> grants,
      SignInSettings.AbsentClaim absent) {
    return new SignInSettings(
        SignInSettings.Provisioning.JUST_IN_TIME,
        AttributeOwnership.SCIM_AUTHORITATIVE,
        roles,
        grants,
        Optional.empty(),
        List.of(),
        absent,
        false,
        Optional.empty());
  }

  private static Optional<String> roles(StoredIdentity identity) {
    return ClaimPath.find(identity.login().facts().orElseThrow().claims(), "roles")
        .map(Object::toString);
  }

  private static RoleExplanation explanation(StoredIdentity identity, SignInSettings settings) {
    return RoleDecision.of(identity.identity(), acme(settings)).explanation();
  }

  /** A refusal says what is wrong with a claim that an organization requires. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                              | groups (missing)
          {"groups":[]}                   | groups (empty)
          {"groups":["x"]}                | groups
          {"groups":[{"id":"1"}]}         | groups (cannot be read)
          {"hasgroups":true}              | groups (left out by the provider, which has too many values: overage)
          """)
  void aRefusalSaysWhatIsWrongWithAClaim(String claims, String detail) throws Exception {
    SignInSettings settings =
        new SignInSettings(
            SignInSettings.Provisioning.JUST_IN_TIME,
            AttributeOwnership.SCIM_AUTHORITATIVE,
            Optional.empty(),
            Optional.empty(),
            Optional.of(new SignInSettings.RequiredGroup("groups", "hub")),
            List.of(),
            SignInSettings.AbsentClaim.EMPTY,
            false,
            Optional.empty());
    assertThat(
            Admission.decide(
                stating(claims), List.of(), acme(settings), "mgd_1", Optional.empty(), NOW))
        .isEqualTo(new Admission.Refused(Admission.Refusal.GROUP_REQUIRED, List.of(detail)));
  }

  private static Person stating(String claims) throws Exception {
    ObjectNode stated = (ObjectNode) StrictJson.mapper().readTree(claims);
    stated.put("preferred_username", "jane");
    return new Person(
        "s-jane", "preferred_username", Claims.ofPerson(stated), Claims.withheld(stated));
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
