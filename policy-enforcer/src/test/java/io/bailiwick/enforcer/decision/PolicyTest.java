package io.bailiwick.enforcer.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.CatalogueFile;
import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.SessionSettings;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogue's rules by scenario, and the laws that hold for all of it. */
class PolicyTest {
  private static final Catalogue CATALOGUE = catalogue();
  private static final Policy POLICY = new Policy(CATALOGUE);

  private static Catalogue catalogue() {
    try (InputStream in = CatalogueFile.builtIn()) {
      return CatalogueFile.read(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static List<Scenario> scenarios() throws IOException {
    return Scenario.all();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void scenario(Scenario scenario) {
    Decision decision = decide(scenario, Freshness.FRESH);
    assertThat(decision.reason().code()).isEqualTo(scenario.reason());
    assertThat(decision instanceof Decision.Allow).isEqualTo(scenario.isAllowed());
  }

  private static Decision decide(Scenario scenario, Freshness freshness) {
    String subject = scenario.subject().orElse(World.JANE);
    Role role = scenario.role().flatMap(Role::named).orElse(Role.CONTRIBUTOR);
    Resource resource = resource(scenario);
    Set<String> managed =
        resource
            .namespaces()
            .filter(
                owner ->
                    World.MANAGED_NAMESPACES.contains(owner)
                        || (!subject.equals(World.JANE) && owner.equals("jane-acme")))
            .collect(Collectors.toSet());
    boolean jane = subject.equals(World.JANE);
    return POLICY.decide(
        new CheckRequest(
            subject,
            scenario.action(),
            resource,
            World.session(scenario.session().orElse("")),
            World.credential(scenario.session().orElse(""))),
        new Facts(
            jane ? Optional.of(World.jane(role)) : Optional.empty(),
            jane ? Optional.of(World.acme(scenario.limits().orElse(""))) : Optional.empty(),
            List.of(),
            false,
            false,
            managed,
            freshness),
        World.NOW);
  }

  private static Resource resource(Scenario scenario) {
    String type = scenario.type().orElse("model");
    Optional<String> named = scenario.id().flatMap(ResourceKind.of(type)::namespace);
    return new Resource(
        type,
        scenario.id().orElse("x"),
        scenario.owner().or(() -> named),
        scenario.owner().isPresent() && named.isPresent() && !named.equals(scenario.owner()),
        Visibility.of(scenario.visibility()),
        scenario.createdBy().map(who -> who.equals("jane") ? World.JANE : who),
        scenario.to().map(to -> new Destination(to.owner(), Visibility.of(to.visibility()))),
        scenario.scopes().orElse(List.of()));
  }

  /** The enforcer's truth table: what is known, and how fresh, against the answer. */
  @ParameterizedTest
  @CsvSource({
    "FRESH,  ACTIVE,   ACTIVE,        private, allowed",
    "FRESH,  INACTIVE, ACTIVE,        private, account_suspended",
    "FRESH,  ACTIVE,   SUSPENDED,     private, account_suspended",
    "FRESH,  DELETED,  ACTIVE,        private, account_deprovisioned",
    "FRESH,  ACTIVE,   DEPROVISIONED, private, account_deprovisioned",
    "FRESH,  ACTIVE,   HANDLE_TAKEN,  private, handle_taken",
    "STALE,  ACTIVE,   ACTIVE,        private, allowed",
    "STALE,  INACTIVE, ACTIVE,        private, account_suspended",
    "STALE,  ACTIVE,   ACTIVE,        public,  stale_projection",
    "BEYOND_BOUND, ACTIVE, ACTIVE,    private, stale_projection",
    "UNREAD, ACTIVE,   ACTIVE,        private, stale_projection"
  })
  void truthTable(
      Freshness freshness,
      IdentityStatus identity,
      AccountStatus account,
      String visibility,
      String reason) {
    Subject jane = World.jane(Role.ADMIN, identity, account, World.NOW.minusSeconds(600));
    Decision decision =
        decide(jane, World.acme("open"), "repository.create", "acme", visibility, freshness);
    assertThat(decision.reason().code()).isEqualTo(reason);
  }

  @Test
  void anUnreadableRecordMakesItsSubjectAndOrganizationIndeterminate() {
    Subject unreadable =
        new Subject(
            World.JANE,
            "acme",
            1,
            IdentityStatus.ACTIVE,
            null,
            null,
            0,
            1,
            1,
            AccountStatus.ACTIVE,
            Role.ADMIN,
            "jane-acme",
            true,
            false);
    Decision decision =
        decide(unreadable, World.acme(""), "repository.read", "acme", "private", Freshness.FRESH);
    assertThat(decision.reason()).isEqualTo(Reason.INDETERMINATE);
    Facts withoutOrganization =
        new Facts(
            Optional.of(World.jane(Role.ADMIN)),
            Optional.empty(),
            List.of(),
            false,
            false,
            Set.of("acme"),
            Freshness.FRESH);
    assertThat(
            POLICY
                .decide(
                    request("repository.read", "acme", "private"), withoutOrganization, World.NOW)
                .reason())
        .isEqualTo(Reason.INDETERMINATE);
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
  void aManagedAccountThatIsCalledByItsHandleIsNobodysPersonalOne() {
    Facts named =
        new Facts(
            Optional.empty(), Optional.empty(), List.of(), false, true, Set.of(), Freshness.FRESH);
    CheckRequest request =
        new CheckRequest(
            "jane-acme",
            "account.sign-in-by-password",
            new Resource(
                "account",
                "jane-acme",
                Optional.of("jane-acme"),
                false,
                Visibility.UNSTATED,
                Optional.empty(),
                Optional.empty()),
            Optional.empty(),
            Optional.empty());
    assertThat(POLICY.decide(request, named, World.NOW).reason()).isEqualTo(Reason.INVALID_REQUEST);
  }

  /** Facts that contradict each other deny, for every action and every type. */
  @Test
  void contradictionsAllowNothing() {
    for (String action : CATALOGUE.actions()) {
      ActionRule rule = CATALOGUE.rule(action).orElseThrow();
      for (String type : List.of("model", "discussion", "job", "endpoint", "webhook", "token")) {
        Visibility open = Visibility.PUBLIC;
        Visibility closed = Visibility.PRIVATE;
        List<Resource> contradicted = new ArrayList<>();
        contradicted.add(resource(type, true, open, "acme", open));
        if (!rule.moves()) {
          contradicted.add(resource(type, false, closed, "globex", closed));
        }
        if (!rule.result()) {
          contradicted.add(resource(type, false, open, "acme", closed));
          contradicted.add(resource(type, false, closed, "acme", open));
        }
        for (String subject : List.of(World.JANE, "somebody")) {
          for (Resource resource : contradicted) {
            assertThat(decide(subject, action, resource).reason())
                .as("%s of %s by %s", action, resource, subject)
                .isEqualTo(Reason.INVALID_REQUEST);
          }
        }
      }
    }
  }

  private static Resource resource(
      String type, boolean contradicted, Visibility visibility, String to, Visibility after) {
    return new Resource(
        type,
        "x",
        Optional.of("acme"),
        contradicted,
        visibility,
        Optional.empty(),
        Optional.of(new Destination(Optional.of(to), after)));
  }

  private static Decision decide(String subject, String action, Resource resource) {
    return POLICY.decide(
        new CheckRequest(subject, action, resource, World.session(""), Optional.empty()),
        facts(World.jane(Role.ADMIN), World.acme("open"), Freshness.FRESH),
        World.NOW);
  }

  /** A name that can be read in two ways is nobody's, least of all a personal account's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        " jane-acme",
        "jane-acme\u00a0",
        "jane\u200b-acme",
        "jane\u2010acme",
        "\uff4aane-acme",
        "jane-acme\u0000",
        "\ufeffjane-acme",
        "\ud800jane",
        "\uff4d\uff47\uff44_06ek9q2vbx7kq9g4zt5h3n8m0r"
      })
  void decoratedIdsAreNobodys(String subject) {
    for (String action : List.of("account.sign-in-by-password", "nothing.known", "like.create")) {
      assertThat(decide(subject, action, request(action, "squad", "public").resource()).reason())
          .isEqualTo(Reason.INVALID_REQUEST);
    }
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
    Organization acme = World.acme("");
    Organization ended =
        new Organization(
            acme.id(),
            acme.version(),
            acme.type(),
            acme.displayName(),
            acme.defaultRole(),
            acme.limits(),
            acme.handles(),
            new SessionSettings(
                acme.sessions().lifetime(), acme.sessions().idle(), ago(endedSecondsAgo)),
            acme.signIn(),
            acme.credentials(),
            acme.lastAdmin(),
            ago(lockedSecondsAgo),
            Optional.empty(),
            acme.createdAt(),
            acme.changedAt());
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

  private static Optional<Instant> ago(Integer seconds) {
    return Optional.ofNullable(seconds).map(World.NOW::minusSeconds);
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

  private static Decision decide(
      Subject subject,
      Organization organization,
      String action,
      String owner,
      String visibility,
      Freshness freshness) {
    return POLICY.decide(
        request(action, owner, visibility), facts(subject, organization, freshness), World.NOW);
  }

  private static CheckRequest request(String action, String owner, String visibility) {
    Visibility after = Visibility.of(Optional.of(visibility));
    return new CheckRequest(
        World.JANE,
        action,
        new Resource(
            "model",
            "x",
            Optional.of(owner),
            false,
            after,
            Optional.empty(),
            Optional.of(new Destination(Optional.of(owner), after))),
        World.session(""),
        Optional.empty());
  }

  private static Facts facts(Subject subject, Organization organization, Freshness freshness) {
    return new Facts(
        Optional.of(subject),
        Optional.of(organization),
        List.of(),
        false,
        false,
        Set.of("acme"),
        freshness);
  }
}
