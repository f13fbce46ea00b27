package io.bailiwick.enforcer.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.decision.ActionRule.Kind;
import io.bailiwick.enforcer.decision.CheckRequest.Credential;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.CheckRequest.Session;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Enforcement;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.SampleOrganization;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** For what an account needs a session, by its organization's setting. */
class EnforcementTest extends PolicyCases {
  private static final List<String> BAD =
      List.of(
          "old",
          "expired-token",
          "ended",
          "globex",
          "another",
          "future",
          "unreadable",
          "credential-old",
          "credential-undated");

  @ParameterizedTest
  @MethodSource("scenarios")
  void scenario(EnforcementScenario scenario) {
    for (Enforcement enforcement : Enforcement.values()) {
      Decision decision =
          decide(
              POLICY,
              enforcement,
              scenario.state(),
              scenario.shown(),
              scenario.action(),
              resource(scenario),
              Freshness.FRESH);
      assertThat(decision.reason().code())
          .as("%s", enforcement)
          .isEqualTo(scenario.reason(enforcement));
      assertThat(decision instanceof Decision.Allow).isEqualTo(decision.reason() == Reason.ALLOWED);
      ExplanationLaws.hold(
          CATALOGUE,
          request(scenario.shown(), scenario.action(), resource(scenario)),
          facts(enforcement, scenario.state(), scenario.shown(), Freshness.FRESH));
    }
  }

  /** Every combination: the settings differ in reading public content elsewhere, and only there. */
  @Test
  void onlyReadingPublicContentElsewhereNeedsNoSession() {
    for (String action : CATALOGUE.actions()) {
      Kind kind = CATALOGUE.rule(action).orElseThrow().kind();
      for (String owner : List.of("acme", "jane-acme", "globex", "squad")) {
        for (Visibility visibility : Visibility.values()) {
          Resource resource = resource("model", Optional.of(owner), visibility);
          boolean exempt =
              List.of("globex", "squad").contains(owner)
                  && CATALOGUE.rule(action).orElseThrow().placed()
                  && ((kind == Kind.READ && visibility == Visibility.PUBLIC)
                      || (kind == Kind.USE && visibility.isUsable()));
          Decision global = decide(Enforcement.GLOBAL, "none", action, resource);
          Decision organization = decide(Enforcement.ORGANIZATION, "none", action, resource);
          assertThat(global.reason()).as(action).isEqualTo(Reason.SSO_REQUIRED);
          assertThat(organization.reason())
              .as("%s in %s, %s", action, owner, visibility)
              .isEqualTo(exempt ? Reason.ALLOWED : Reason.SSO_REQUIRED);
          assertThat(decide(Enforcement.ORGANIZATION, "live", action, resource))
              .isEqualTo(decide(Enforcement.GLOBAL, "live", action, resource));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBadSessionIsNeverBetterThanNone(Enforcement enforcement) {
    for (String action : CATALOGUE.actions()) {
      for (String owner : List.of("acme", "jane-acme", "squad")) {
        for (Visibility visibility : Visibility.values()) {
          Resource resource = resource("model", Optional.of(owner), visibility);
          boolean without = decide(enforcement, "none", action, resource) instanceof Decision.Allow;
          for (String shown : BAD) {
            boolean with = decide(enforcement, shown, action, resource) instanceof Decision.Allow;
            assertThat(with && !without).as("%s by %s", action, shown).isFalse();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BEYOND_BOUND", "UNREAD"})
  void aProjectionThatIsTooOldDeniesUnderEitherSetting(Freshness freshness) {
    Resource elsewhere = resource("model", Optional.of("squad"), Visibility.PUBLIC);
    for (Enforcement enforcement : Enforcement.values()) {
      for (String shown : List.of("none", "live")) {
        assertThat(
                decide(
                        POLICY,
                        enforcement,
                        "active",
                        shown,
                        "repository.read",
                        elsewhere,
                        freshness)
                    .reason())
            .isEqualTo(Reason.STALE_PROJECTION);
      }
    }
  }

  /** A catalogue may ask for the person itself, and then no setting does without a session. */
  @Test
  void anActionThatAsksForTheSessionGetsIt() {
    Policy policy =
        new Policy(Catalogue.read(Map.of("x.read", Map.of("class", "read", "other", "session"))));
    Resource elsewhere = resource("model", Optional.of("squad"), Visibility.PUBLIC);
    for (Enforcement enforcement : Enforcement.values()) {
      assertThat(
              decide(policy, enforcement, "active", "none", "x.read", elsewhere, Freshness.FRESH)
                  .reason())
          .isEqualTo(Reason.SSO_REQUIRED);
      assertThat(
              decide(policy, enforcement, "active", "live", "x.read", elsewhere, Freshness.FRESH))
          .isInstanceOf(Decision.Allow.class);
    }
  }

  static List<EnforcementScenario> scenarios() throws IOException {
    return EnforcementScenario.all();
  }

  private static Decision decide(
      Enforcement enforcement, String shown, String action, Resource resource) {
    return decide(POLICY, enforcement, "active", shown, action, resource, Freshness.FRESH);
  }

  private static Decision decide(
      Policy policy,
      Enforcement enforcement,
      String state,
      String shown,
      String action,
      Resource resource,
      Freshness freshness) {
    return policy.decide(
        request(shown, action, resource), facts(enforcement, state, shown, freshness), World.NOW);
  }

  private static Facts facts(
      Enforcement enforcement, String state, String shown, Freshness freshness) {
    Organization acme = SampleOrganization.enforcing(World.acme(""), enforcement);
    Optional<Subject> jane = jane(state);
    return new Facts(
        jane,
        jane.map(
            _ ->
                state.equals("locked")
                    ? acme.lockedDown(Optional.of(World.NOW.minusSeconds(1)))
                    : acme),
        List.of(),
        shown.equals("ended"),
        false,
        Set.of("acme", "globex"),
        freshness);
  }

  private static Optional<Subject> jane(String state) {
    Subject jane =
        World.jane(
            Role.CONTRIBUTOR,
            switch (state) {
              case "suspended" -> IdentityStatus.INACTIVE;
              case "deleted" -> IdentityStatus.DELETED;
              default -> IdentityStatus.ACTIVE;
            },
            state.equals("deleted") ? AccountStatus.DEPROVISIONED : AccountStatus.ACTIVE,
            EnforcementScenario.endedBefore(state, World.NOW));
    return state.equals("unknown") ? Optional.empty() : Optional.of(jane);
  }

  private static CheckRequest request(String shown, String action, Resource resource) {
    Optional<Credential> credential =
        Optional.of(shown)
            .filter(word -> word.startsWith("credential"))
            .map(
                word ->
                    new Credential(
                        word.equals("credential-undated")
                            ? Optional.empty()
                            : Optional.of(EnforcementScenario.authenticatedAt(word, World.NOW))));
    boolean byToken = List.of("unreadable", "another", "expired-token").contains(shown);
    Session session =
        new Session(
            "s",
            shown.equals("globex") ? "globex" : "acme",
            EnforcementScenario.authenticatedAt(shown, World.NOW),
            byToken
                ? Optional.of(shown.equals("another") ? "mgd_other" : World.JANE)
                : Optional.empty(),
            shown.equals("expired-token"));
    return new CheckRequest(
        "user",
        World.JANE,
        action,
        resource,
        List.of("none", "unreadable").contains(shown) ? Optional.empty() : Optional.of(session),
        credential,
        byToken,
        shown.equals("unreadable") ? Optional.of("context.session.token.") : Optional.empty());
  }

  private static Resource resource(EnforcementScenario scenario) {
    return resource(
        scenario.type().orElse("model"), scenario.owner(), Visibility.of(scenario.visibility()));
  }

  private static Resource resource(String type, Optional<String> owner, Visibility visibility) {
    return new Resource(type, "x", owner, false, visibility, Optional.empty(), Optional.empty());
  }
}
