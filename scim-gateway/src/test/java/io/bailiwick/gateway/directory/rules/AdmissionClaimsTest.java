package io.bailiwick.gateway.directory.rules;

import static io.bailiwick.gateway.directory.rules.SignInsOfJane.NOW;
import static io.bailiwick.gateway.directory.rules.SignInsOfJane.acme;
import static io.bailiwick.gateway.directory.rules.SignInsOfJane.admitted;
import static io.bailiwick.gateway.directory.rules.SignInsOfJane.stating;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.model.ClaimPath;
import io.bailiwick.model.Kept;
import io.bailiwick.model.ResourceGroupMapping;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleDecision;
import io.bailiwick.model.RoleExplanation;
import io.bailiwick.model.RoleMapping;
import io.bailiwick.model.SignInSettings;
import io.bailiwick.model.SignInSettings.AttributeOwnership;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The claims of a sign-in: how they are read, and which are required. */
class AdmissionClaimsTest {
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
}
