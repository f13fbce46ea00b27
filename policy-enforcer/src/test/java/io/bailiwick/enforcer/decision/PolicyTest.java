package io.bailiwick.enforcer.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.SampleOrganization;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decision: the scenario file, and laws over every action. */
class PolicyTest extends PolicyCases {
  @ParameterizedTest
  @MethodSource("scenarios")
  void scenario(Scenario scenario) {
    Decision decision = decide(scenario, Freshness.FRESH);
    assertThat(decision.reason().code()).isEqualTo(scenario.reason());
    assertThat(decision instanceof Decision.Allow).isEqualTo(scenario.isAllowed());
  }

  @Test
  void noActionLeavesAnythingOfAManagedAccountPublic() {
    List<String> allowed = new ArrayList<>();
    for (String action : CATALOGUE.actions()) {
      ActionRule rule = CATALOGUE.rule(action).orElseThrow();
      if (rule.kind() == ActionRule.Kind.PUBLISH || rule.kind() == ActionRule.Kind.EXPOSE) {
        for (String owner : List.of("acme", "jane-acme", "squad")) {
          if (decide(
                  World.jane(Role.ADMIN), World.acme(""), action, owner, "public", Freshness.FRESH)
              instanceof Decision.Allow) {
            allowed.add(action + " in " + owner);
          }
        }
      }
    }
    assertThat(allowed).isEmpty();
  }

  /** The law of what is public by nature holds in doubt too. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "space.public-embed",
        "space.custom-domain",
        "job.expose-port",
        "repository.publish-doi",
        "token.create",
        "organization.update"
      })
  void nothingWidensExposureWhileTheProjectionIsStale(String action) {
    Subject admin = World.jane(Role.ADMIN);
    assertThat(
            decide(admin, World.acme("open"), action, "acme", "private", Freshness.STALE).reason())
        .isEqualTo(Reason.STALE_PROJECTION);
  }

  @Test
  void afterDeactivationNoActionIsAllowed() {
    Subject inactive =
        World.jane(
            Role.ADMIN, IdentityStatus.INACTIVE, AccountStatus.ACTIVE, World.NOW.minusSeconds(600));
    for (String action : CATALOGUE.actions()) {
      for (String owner : List.of("acme", "jane-acme", "squad")) {
        assertThat(decide(inactive, World.acme("open"), action, owner, "private", Freshness.FRESH))
            .isInstanceOf(Decision.Deny.class);
      }
    }
  }

  @Test
  void withoutASessionNoActionIsAllowed() {
    for (String action : CATALOGUE.actions()) {
      Decision decision =
          POLICY.decide(
              new CheckRequest(
                  World.JANE,
                  action,
                  request(action, "acme", "private").resource(),
                  Optional.empty(),
                  Optional.empty()),
              facts(World.jane(Role.ADMIN), World.acme("open"), Freshness.FRESH),
              World.NOW);
      assertThat(decision.reason()).isEqualTo(Reason.SSO_REQUIRED);
    }
  }

  /** What a credential needs: an age, and a person who still signs in. */
  @ParameterizedTest
  @CsvSource({
    "  1,   1,   1, allowed",
    " 80,  80,   1, allowed",
    "100, 100,   1, sso_expired",
    " 80,  80,   8, sso_expired",
    " 80,  60,   1, sso_required",
    " 80,  81,   1, sso_required"
  })
  void credentials(int signInDays, int madeDays, int lastSignInDays, String reason) {
    java.time.Duration day = java.time.Duration.ofDays(1);
    Subject jane =
        new Subject(
            World.JANE,
            "acme",
            1,
            IdentityStatus.ACTIVE,
            null,
            World.NOW.minus(day.multipliedBy(lastSignInDays)),
            0,
            1,
            1,
            AccountStatus.ACTIVE,
            Role.ADMIN,
            Grants.NONE,
            "jane-acme",
            false,
            false);
    CheckRequest plain = request("repository.read", "acme", "private");
    CheckRequest request =
        new CheckRequest(
            World.JANE,
            plain.action(),
            plain.resource(),
            Optional.of(
                CheckRequest.Session.told(
                    "s", "acme", World.NOW.minus(day.multipliedBy(signInDays)))),
            Optional.of(
                new CheckRequest.Credential(
                    Optional.of(World.NOW.minus(day.multipliedBy(madeDays))))));
    Decision decision =
        POLICY.decide(request, facts(jane, World.acme(""), Freshness.FRESH), World.NOW);
    assertThat(decision.reason().code()).isEqualTo(reason);
  }

  /** Lockdown, and the end of all sessions of an organization: for credentials too. */
  @ParameterizedTest
  @CsvSource({
    "     ,  61, '',         allowed",
    "     ,  60, '',         allowed",
    "     ,  59, '',         session_revoked",
    "     ,  61, credential, allowed",
    "     ,  59, credential, session_revoked",
    "    1,    , '',         session_revoked",
    "    1,    , credential, session_revoked"
  })
  void whatEndsAllSessionsOfAnOrganization(
      Integer lockedSecondsAgo, Integer endedSecondsAgo, String by, String reason) {
    Organization ended =
        SampleOrganization.endingBefore(World.acme(""), ago(endedSecondsAgo))
            .lockedDown(ago(lockedSecondsAgo));
    CheckRequest plain = request("repository.read", "acme", "private");
    CheckRequest request =
        new CheckRequest(
            World.JANE, plain.action(), plain.resource(), plain.session(), World.credential(by));
    assertThat(
            POLICY
                .decide(request, facts(World.jane(Role.ADMIN), ended, Freshness.FRESH), World.NOW)
                .reason()
                .code())
        .isEqualTo(reason);
  }

  @Test
  void aHigherRoleNeverAllowsLess() {
    for (String action : CATALOGUE.actions()) {
      for (String owner : List.of("acme", "jane-acme", "squad")) {
        boolean allowed = false;
        for (Role role : Role.values()) {
          boolean now =
              decide(
                      World.jane(role),
                      World.acme("open"),
                      action,
                      owner,
                      "private",
                      Freshness.FRESH)
                  instanceof Decision.Allow;
          assertThat(now || !allowed).as("%s in %s as %s", action, owner, role).isTrue();
          allowed = now;
        }
      }
    }
  }

  static List<Scenario> scenarios() throws IOException {
    return Scenario.all();
  }

  private static Optional<Instant> ago(Integer seconds) {
    return Optional.ofNullable(seconds).map(World.NOW::minusSeconds);
  }
}
