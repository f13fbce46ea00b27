package io.bailiwick.enforcer.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.model.Organization;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The break-glass account acts at the organization that is open to it, and nowhere else. */
class BreakGlassPolicyTest extends PolicyCases {
  /** The break-glass account administers its organization while that is open, within its limits. */
  @ParameterizedTest
  @CsvSource({
    "ada,  repository.write,  acme,   private, FRESH,        allowed",
    "ada,  repository.create, acme,   public,  FRESH,        public_content_forbidden",
    "ada,  organization.update, acme, private, FRESH,        allowed",
    "ada,  organization.update, acme, private, STALE,        stale_projection",
    "ada,  repository.write,  acme,   private, STALE,        allowed",
    "ada,  repository.write,  acme,   private, BEYOND_BOUND, stale_projection",
    "ada,  repository.read,   acme,   public,  BEYOND_BOUND, not_managed",
    "ada,  repository.write,  globex, private, FRESH,        external_org_forbidden"
  })
  void breakGlass(
      String account,
      String action,
      String owner,
      String visibility,
      Freshness freshness,
      String reason) {
    CheckRequest plain = request(action, owner, visibility);
    CheckRequest request =
        new CheckRequest(account, action, plain.resource(), Optional.empty(), Optional.empty());
    Facts facts = openTo(List.of(World.acme("")), freshness);
    assertThat(POLICY.decide(request, facts, World.NOW).reason().code()).isEqualTo(reason);
    ExplanationLaws.hold(CATALOGUE, request, facts);
  }

  /** Whoever acts by something else than the person at the browser is a stranger, no less. */
  @ParameterizedTest
  @CsvSource({
    "nothing,    repository.read,  private, allowed",
    "session,    repository.read,  private, allowed",
    "token,      repository.read,  private, external_org_forbidden",
    "token,      repository.read,  public,  not_managed",
    "credential, repository.read,  private, external_org_forbidden",
    "credential, repository.read,  public,  not_managed",
    "ended,      repository.write, private, external_org_forbidden"
  })
  void theBreakGlassAccountActsAtTheBrowser(
      String by, String action, String visibility, String reason) {
    CheckRequest request =
        new CheckRequest(
            "user",
            "ada",
            action,
            request(action, "acme", visibility).resource(),
            by.equals("nothing") || by.equals("token") ? Optional.empty() : World.session(""),
            World.credential(by),
            by.equals("token"),
            Optional.empty());
    Facts facts = openTo(List.of(World.acme("")), by.equals("ended"), Freshness.FRESH);
    assertThat(POLICY.decide(request, facts, World.NOW).reason().code()).isEqualTo(reason);
    ExplanationLaws.hold(CATALOGUE, request, facts);
  }

  /**
   * Where something comes to counts before where it comes from, in whatever order they are known.
   */
  @Test
  void ofTwoOrganizationsThatAreOpenTheDestinationCounts() {
    Organization acme = World.acme("");
    Organization globex = World.organization("globex", "");
    CheckRequest duplicate =
        new CheckRequest(
            "ada",
            "repository.duplicate",
            new Resource(
                "model",
                "acme/x",
                Optional.of("acme"),
                false,
                Visibility.PUBLIC,
                Optional.empty(),
                Optional.of(new Destination(Optional.of("globex"), Visibility.PRIVATE))),
            Optional.empty(),
            Optional.empty());
    for (List<Organization> known : List.of(List.of(acme, globex), List.of(globex, acme))) {
      assertThat(POLICY.decide(duplicate, openTo(known, Freshness.FRESH), World.NOW).reason())
          .isEqualTo(Reason.ALLOWED);
    }
    assertThat(POLICY.decide(duplicate, openTo(List.of(acme), Freshness.FRESH), World.NOW).reason())
        .isEqualTo(Reason.EXTERNAL_COLLABORATION_FORBIDDEN);
  }

  private static Facts openTo(List<Organization> organizations, Freshness freshness) {
    return openTo(organizations, false, freshness);
  }

  private static Facts openTo(
      List<Organization> organizations, boolean sessionEnded, Freshness freshness) {
    return new Facts(
        Optional.empty(),
        Optional.empty(),
        organizations,
        sessionEnded,
        false,
        Set.of("acme", "globex"),
        freshness);
  }
}
