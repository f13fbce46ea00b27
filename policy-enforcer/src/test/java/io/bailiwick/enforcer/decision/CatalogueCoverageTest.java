package io.bailiwick.enforcer.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.decision.ActionRule.Cell;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.model.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each cell of the catalogue has scenarios: for each of its sides, and for each of its conditions
 * one that it denies and one that it does not. A new action without them fails here.
 */
class CatalogueCoverageTest extends PolicyCases {
  private static final List<String> PLACES = List.of("own", "self", "other");

  @Test
  void everyCellHasItsScenarios() throws IOException {
    assertThat(missing(CATALOGUE, Scenario.all())).isEmpty();
  }

  /** The test notices an action, a side, a role and a switch without scenarios. */
  @Test
  void noticesWhatIsMissing() throws IOException {
    List<Scenario> others =
        Scenario.all().stream()
            .filter(one -> !one.action().equals("resource-group.assign"))
            .filter(one -> one.visibility().isPresent() || !one.action().equals("space.use"))
            .filter(one -> !one.role().equals(Optional.of("write")))
            .filter(one -> one.limits().isEmpty() || !one.action().startsWith("like"))
            .toList();
    assertThat(missing(CATALOGUE, others))
        .contains(
            "resource-group.assign (own): a scenario",
            "space.use (other) private: visibility omitted",
            "repository.rename (own): role write, allowed",
            "repository.delete (own): role write, denied",
            "like.create (other): Switch[limit=LIKES_AND_FOLLOWS], allowed");
  }

  private static List<String> missing(Catalogue catalogue, List<Scenario> all) {
    Map<String, List<Scenario>> byRule =
        all.stream()
            .filter(one -> one.subject().isEmpty())
            .collect(Collectors.groupingBy(one -> decide(one, Freshness.FRESH).words()));
    List<String> missing = new ArrayList<>();
    for (String action : catalogue.actions()) {
      ActionRule rule = catalogue.rule(action).orElseThrow();
      for (String place : places(rule)) {
        String name = action + " (" + place + ")";
        List<Scenario> here = byRule.getOrDefault(name, List.of());
        if (here.isEmpty()) {
          missing.add(name + ": a scenario");
        } else {
          rule.cell(place).ifPresent(cell -> missing.addAll(missing(rule, name, cell, here)));
        }
      }
    }
    return missing.stream().sorted().toList();
  }

  private static List<String> places(ActionRule rule) {
    if (!rule.placed()) {
      return List.of(ActionRule.ANYWHERE);
    }
    return rule.moves()
        ? PLACES.stream().flatMap(from -> PLACES.stream().map(to -> from + ">" + to)).toList()
        : PLACES;
  }

  private static List<String> missing(
      ActionRule rule, String name, Cell cell, List<Scenario> here) {
    if (cell.whenPublic().equals(cell.whenPrivate())) {
      return missing(name, cell.whenPublic(), here);
    }
    Map<Boolean, List<Scenario>> sides =
        here.stream()
            .collect(
                Collectors.partitioningBy(one -> rule.countsAsPublic(question(one).resource())));
    List<String> missing = new ArrayList<>();
    missing.addAll(
        missing(name + " public", cell.whenPublic(), sides.getOrDefault(true, List.of())));
    missing.addAll(
        missing(name + " private", cell.whenPrivate(), sides.getOrDefault(false, List.of())));
    boolean reads = rule.kind() == ActionRule.Kind.READ || rule.kind() == ActionRule.Kind.USE;
    if (here.stream().noneMatch(one -> unstated(rule, one))) {
      missing.add(name + (reads ? " private" : " public") + ": visibility omitted");
    }
    return missing;
  }

  private static boolean unstated(ActionRule rule, Scenario scenario) {
    return rule.result()
        ? scenario.to().flatMap(Scenario.Destination::visibility).isEmpty()
        : scenario.visibility().isEmpty();
  }

  private static List<String> missing(
      String name, List<Condition> conditions, List<Scenario> here) {
    List<String> missing = new ArrayList<>();
    for (Condition condition : conditions) {
      switch (condition) {
        case Condition.Always always ->
            require(here, Scenario::isAllowed, name + ": allowed", missing);
        case Condition.Never never ->
            require(here, one -> !one.isAllowed(), name + ": denied", missing);
        case Condition.LeastRole role -> {
          border(name, role.least(), here.stream().filter(one -> !isJanes(one)), missing);
          if (role.least() != role.forCreator()) {
            border(
                name + " of jane",
                role.forCreator(),
                here.stream().filter(CatalogueCoverageTest::isJanes),
                missing);
          }
        }
        case Condition.OrganizationRole role -> border(name, role.least(), here.stream(), missing);
        default -> {
          String what = name + ": " + condition;
          require(here, Scenario::isAllowed, what + ", allowed", missing);
          require(here, one -> violates(one, condition), what + ", denied", missing);
        }
      }
    }
    return missing;
  }

  /** The least role is allowed, and the one below it is not. */
  private static void border(
      String name, Role least, Stream<Scenario> scenarios, List<String> missing) {
    List<Scenario> here = scenarios.toList();
    require(
        here,
        one -> one.isAllowed() && subject(one).role() == least,
        name + ": role " + least.wireName() + ", allowed",
        missing);
    Arrays.stream(Role.values())
        .filter(role -> !role.atLeast(least))
        .max(Comparator.naturalOrder())
        .ifPresent(
            below ->
                require(
                    here,
                    one -> one.reason().equals("role_insufficient") && subject(one).role() == below,
                    name + ": role " + below.wireName() + ", denied",
                    missing));
  }

  private static void require(
      List<Scenario> here, Predicate<Scenario> wanted, String what, List<String> missing) {
    if (here.stream().noneMatch(wanted)) {
      missing.add(what);
    }
  }

  private static boolean violates(Scenario scenario, Condition condition) {
    CheckRequest request = question(scenario);
    Question question =
        Question.of(
            request, facts(scenario, Freshness.FRESH), World.NOW, CATALOGUE.rule(request.action()));
    return !scenario.isAllowed() && condition.violation("", question).isPresent();
  }

  private static boolean isJanes(Scenario scenario) {
    return scenario.createdBy().equals(Optional.of("jane"));
  }
}
