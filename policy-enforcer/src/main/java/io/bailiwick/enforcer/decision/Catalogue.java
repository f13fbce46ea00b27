package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.ActionRule.Cell;
import io.bailiwick.enforcer.decision.Remedy.Need;
import io.bailiwick.model.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The known actions, read from data: a new action needs no release. */
public final class Catalogue {
  private final Map<String, ActionRule> rules;
  private final String fingerprint;

  private Catalogue(Map<String, ActionRule> rules, String fingerprint) {
    this.rules = Map.copyOf(rules);
    this.fingerprint = fingerprint;
  }

  /**
   * Reads a catalogue that keeps to actions.schema.json; the schema has the rules of its form.
   *
   * @param actions action name to {@code {class, own, self, other | from>to | anywhere}}; a cell is
   *     a text, or {@code {public: text, private: text}}
   * @throws RuntimeException if it does not keep to the schema
   */
  public static Catalogue read(Map<String, ? extends Map<String, ?>> actions) {
    Map<String, ActionRule> rules = new TreeMap<>();
    actions.forEach((name, form) -> rules.put(name, rule(name, form)));
    return new Catalogue(rules, Fingerprint.of(actions));
  }

  public Optional<ActionRule> rule(String action) {
    return Optional.ofNullable(rules.get(action));
  }

  /** Returns the names of all actions. */
  public Set<String> actions() {
    return rules.keySet();
  }

  /** Returns a short hash of its content, which neither order nor comments change. */
  String fingerprint() {
    return fingerprint;
  }

  private static ActionRule rule(String name, Map<String, ?> form) {
    Map<String, Cell> cells = new HashMap<>();
    form.forEach(
        (key, value) -> {
          if (!key.equals("class") && !key.equals("result")) {
            cells.put(key, cell(name, key, value));
          }
        });
    boolean moves = cells.keySet().stream().anyMatch(place -> place.indexOf('>') > 0);
    return new ActionRule(
        name,
        ActionRule.Kind.valueOf(String.valueOf(form.get("class")).toUpperCase(Locale.ROOT)),
        !cells.containsKey(ActionRule.ANYWHERE),
        moves,
        moves || form.containsKey("result"),
        cells);
  }

  private static Cell cell(String action, String place, Object form) {
    Decision.Allow allowed =
        new Decision.Allow(Rule.CONDITIONS, Reason.ALLOWED, action + " (" + place + ")");
    if (form instanceof Map<?, ?> split) {
      String whenPublic = String.valueOf(split.get("public"));
      String whenPrivate = String.valueOf(split.get("private"));
      Need none = nothing(place);
      return new Cell(
          allowed,
          conditions(
              whenPublic,
              Reason.PUBLIC_CONTENT_FORBIDDEN,
              denies(whenPrivate) ? none : Need.NOT_PUBLIC),
          conditions(whenPrivate, outside(place), denies(whenPublic) ? none : Need.PUBLIC));
    }
    List<Condition> both = conditions(String.valueOf(form), outside(place), nothing(place));
    return new Cell(allowed, both, both);
  }

  private static boolean denies(String conditions) {
    return Stream.of(conditions.split(",", -1)).anyMatch(part -> part.strip().startsWith("deny"));
  }

  private static Need nothing(String place) {
    return place.endsWith(ActionRule.OTHER) ? Need.NOTHING_OUTSIDE : Need.NOTHING;
  }

  private static Reason outside(String place) {
    return switch (place) {
      case ActionRule.OTHER -> Reason.EXTERNAL_COLLABORATION_FORBIDDEN;
      case ActionRule.ANYWHERE -> Reason.MANAGED_BY_IDP;
      default -> Reason.EXTERNAL_ORG_FORBIDDEN;
    };
  }

  private static List<Condition> conditions(String text, Reason whenDenied, Need need) {
    return Stream.of(text.split(",", -1))
        .map(part -> condition(part.strip().split(" ", -1), whenDenied, need))
        .toList();
  }

  private static Condition condition(String[] words, Reason whenDenied, Need need) {
    return switch (words[0]) {
      case "allow" -> new Condition.Always();
      case "deny" ->
          new Condition.Never(
              words.length == 1 ? whenDenied : Reason.coded(words[1]).orElseThrow(), need);
      case "role" -> leastRole(words);
      case "organization-role" ->
          new Condition.OrganizationRole(Role.named(words[1]).orElseThrow());
      case "session" -> new Condition.FromSession();
      case "creator" -> new Condition.Creator();
      case "publicContent" -> new Condition.Switch(Condition.Limit.PUBLIC_CONTENT);
      case "personalNamespace" -> new Condition.Switch(Condition.Limit.PERSONAL_NAMESPACE);
      case "likesAndFollows" -> new Condition.Switch(Condition.Limit.LIKES_AND_FOLLOWS);
      case "gatedAccessRequests" -> new Condition.Switch(Condition.Limit.GATED_ACCESS_REQUESTS);
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private static Condition leastRole(String[] words) {
    Role least = Role.named(words[1]).orElseThrow();
    return new Condition.LeastRole(
        least, words.length > 3 ? Role.named(words[3]).orElseThrow() : least);
  }
}
