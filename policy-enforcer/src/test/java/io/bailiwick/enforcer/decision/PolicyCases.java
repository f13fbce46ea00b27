package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.CatalogueFile;
import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Requests and facts that the tests of the policy share. */
abstract class PolicyCases {
  static final Catalogue CATALOGUE = catalogue();

  static final Policy POLICY = new Policy(CATALOGUE);

  static Catalogue catalogue() {
    try {
      return CatalogueFile.builtIn();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Decision decide(Scenario scenario, Freshness freshness) {
    return POLICY.decide(question(scenario), facts(scenario, freshness), World.NOW);
  }

  static Facts facts(Scenario scenario, Freshness freshness) {
    CheckRequest question = question(scenario);
    boolean jane = question.subject().equals(World.JANE);
    Set<String> managed =
        question.resource().namespaces().stream()
            .filter(
                owner ->
                    World.MANAGED_NAMESPACES.contains(owner)
                        || (!jane && owner.equals("jane-acme")))
            .collect(Collectors.toSet());
    return new Facts(
        jane ? Optional.of(subject(scenario)) : Optional.empty(),
        jane ? Optional.of(World.acme(scenario.limits().orElse(""))) : Optional.empty(),
        List.of(),
        false,
        false,
        managed,
        freshness);
  }

  static CheckRequest question(Scenario scenario) {
    return new CheckRequest(
        scenario.subject().orElse(World.JANE),
        scenario.action(),
        resource(scenario),
        World.session(scenario.session().orElse("")),
        World.credential(scenario.session().orElse("")));
  }

  static Subject subject(Scenario scenario) {
    return World.jane(
        scenario.role().flatMap(Role::named).orElse(Role.CONTRIBUTOR),
        scenario
            .granted()
            .map(role -> new Grants(List.of(new Grants.Held("research", role))))
            .orElse(Grants.NONE));
  }

  private static Resource resource(Scenario scenario) {
    Optional<String> named = ResourceKind.of(scenario.type()).namespace(scenario.id());
    return new Resource(
        scenario.type(),
        scenario.id(),
        scenario.owner().or(() -> named),
        scenario.owner().isPresent() && named.isPresent() && !named.equals(scenario.owner()),
        Visibility.of(scenario.visibility()),
        scenario.group(),
        scenario.createdBy().map(who -> who.equals("jane") ? World.JANE : who),
        scenario
            .to()
            .map(to -> new Destination(to.owner(), Visibility.of(to.visibility()), to.group())),
        scenario.scopes().orElse(List.of()));
  }

  static Resource resource(
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

  static Decision decide(String subject, String action, Resource resource) {
    return POLICY.decide(
        new CheckRequest(subject, action, resource, World.session(""), Optional.empty()),
        facts(World.jane(Role.ADMIN), World.acme("open"), Freshness.FRESH),
        World.NOW);
  }

  static Decision decide(
      Subject subject,
      Organization organization,
      String action,
      String owner,
      String visibility,
      Freshness freshness) {
    return POLICY.decide(
        request(action, owner, visibility), facts(subject, organization, freshness), World.NOW);
  }

  static CheckRequest request(String action, String owner, String visibility) {
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

  static Facts facts(Subject subject, Organization organization, Freshness freshness) {
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
