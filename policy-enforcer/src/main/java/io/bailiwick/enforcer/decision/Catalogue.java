package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.ActionRule.Cell;
import io.bailiwick.model.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The known actions, read from data: a new action needs no release. */
public final class Catalogue {
  private final Map<String, ActionRule> rules;

  private Catalogue(Map<String, ActionRule> rules) {
    this.rules = Map.copyOf(rules);
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
    return new Catalogue(rules);
  }

  public Optional<ActionRule> rule(String action) {
    return Optional.ofNullable(rules.get(action));
  }

  /** Returns the names of all actions. */
  public Set<String> actions() {
    return rules.keySet();
  }

  private static ActionRule rule(String name, Map<String, ?> form) {
    Map<String, Cell> cells = new HashMap<>();
    form.forEach(
        (key, value) -> {
          if (!key.equals("class") && !key.equals("result")) {
            cells.put(key, cell(key, value));
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

  private static Cell cell(String place, Object form) {
    if (form instanceof Map<?, ?> split) {
      return new Cell(
          conditions(split.get("public"), Reason.PUBLIC_CONTENT_FORBIDDEN),
          conditions(split.get("private"), outside(place)));
    }
    List<Condition> both = conditions(form, outside(place));
    return new Cell(both, both);
  }

  private static Reason outside(String place) {
    return switch (place) {
      case "other" -> Reason.EXTERNAL_COLLABORATION_FORBIDDEN;
      case ActionRule.ANYWHERE -> Reason.MANAGED_BY_IDP;
      default -> Reason.EXTERNAL_ORG_FORBIDDEN;
    };
  }

  private static List<Condition> conditions(@Nullable Object text, Reason whenDenied) {
    return Stream.of(String.valueOf(text).split(",", -1))
        .map(part -> condition(part.strip().split(" ", -1), whenDenied))
        .toList();
  }

  private static Condition condition(String[] words, Reason whenDenied) {
    return switch (words[0]) {
      case "allow" -> new Condition.Always();
      case "deny" ->
          new Condition.Never(
              words.length == 1 ? whenDenied : Reason.coded(words[1]).orElseThrow());
      case "role" -> leastRole(words);
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
