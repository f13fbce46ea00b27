package io.bailiwick.enforcer.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.Explanation.Step;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.enforcer.decision.Remedy.Need;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Role;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way to a decision, as an administrator sees it. */
class ExplanationTest extends PolicyCases {
  @ParameterizedTest
  @EnumSource
  void everyScenarioIsExplained(Freshness freshness) throws IOException {
    for (Scenario scenario : Scenario.all()) {
      try {
        ExplanationLaws.hold(CATALOGUE, question(scenario), facts(scenario, freshness));
      } catch (AssertionError e) {
        throw new AssertionError(scenario + ": " + e.getMessage(), e);
      }
    }
  }

  @Test
  void tellsTheRulesAndTheirFacts() {
    Explanation explanation = explain(World.jane(Role.READ), "repository.create", "public");
    assertThat(explanation.steps().stream().map(step -> step.rule() + " " + step.outcome().word()))
        .containsExactly(
            "QUESTION passed",
            "FRESHNESS passed",
            "SUBJECT not_applicable",
            "OWNER not_applicable",
            "PERSONAL not_applicable",
            "BREAK_GLASS not_applicable",
            "KNOWN passed",
            "AUTHENTICATION passed",
            "ACTIVE passed",
            "CATALOGUE passed",
            "RESOURCE passed",
            "EXPOSURE not_applicable",
            "SCOPES not_applicable",
            "PLACE passed",
            "CONDITIONS denied");
    assertThat(facts(explanation, Rule.AUTHENTICATION))
        .containsEntry("session_organization", "acme")
        .containsEntry("session_age_seconds", 60L)
        .containsEntry("session_lifetime", "PT168H");
    assertThat(facts(explanation, Rule.ACTIVE))
        .containsEntry("identity_status", "active")
        .containsEntry("role", "read");
    assertThat(facts(explanation, Rule.CONDITIONS))
        .containsEntry("visibility", "public")
        .containsEntry(
            "conditions", List.of("publicContent=ORGANIZATION_SETTING", "role contributor"))
        .containsEntry(
            "violated", List.of("publicContent=ORGANIZATION_SETTING", "role contributor"));
  }

  /** A question that names two resource groups needs a grant in each of them. */
  @Test
  void namesAllGrantsThatAreNeeded() {
    Subject writer =
        World.jane(Role.WRITE, new Grants(List.of(new Grants.Held("research", Role.READ))));
    CheckRequest plain = request("repository.write", "acme", "private");
    Resource resource =
        new Resource(
            "model",
            "x",
            Optional.of("acme"),
            false,
            Visibility.PRIVATE,
            Optional.of("research"),
            Optional.empty(),
            Optional.of(
                new CheckRequest.Destination(
                    Optional.empty(), Visibility.PRIVATE, Optional.of("lab"))),
            List.of());
    CheckRequest asked =
        new CheckRequest(
            plain.subject(), plain.action(), resource, plain.session(), plain.credential());
    Explanation explanation =
        POLICY.explain(asked, facts(writer, World.acme(""), Freshness.FRESH), World.NOW);
    assertThat(facts(explanation, Rule.CONDITIONS))
        .containsEntry("role", "write")
        .containsEntry("grants", List.of("research: read", "lab: none"));
    assertThat(explanation.wouldAllow())
        .containsExactly(Need.GRANT.remedy("write", "research"), Need.GRANT.remedy("write", "lab"));
  }

  /** One change after another would be a long way to find out. */
  @Test
  void namesAllChangesAtOnce() {
    Subject suspended =
        World.jane(
            Role.READ,
            IdentityStatus.INACTIVE,
            AccountStatus.SUSPENDED,
            World.NOW.minusSeconds(30));
    assertThat(explain(suspended, "repository.create", "public").wouldAllow())
        .containsExactly(
            Need.SIGN_IN.remedy(),
            Need.ACTIVE_IDENTITY.remedy(),
            Need.LIMIT.remedy("publicContent=ORGANIZATION_SETTING"),
            Need.ROLE.remedy("contributor"));
  }

  private static Explanation explain(Subject subject, String action, String visibility) {
    return POLICY.explain(
        request(action, "acme", visibility),
        facts(subject, World.acme(""), Freshness.FRESH),
        World.NOW);
  }

  private static Map<String, Object> facts(Explanation explanation, Rule rule) {
    return explanation.steps().stream()
        .filter(step -> step.rule() == rule)
        .map(Step::facts)
        .findFirst()
        .orElseThrow();
  }
}
