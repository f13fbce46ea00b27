package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.ActionRule.Cell;
import io.bailiwick.model.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The known actions, read from data: a new action needs no release. */
public final class Catalogue {
  private static final Set<String> PLACES = Set.of("own", "self", "other");

  private final Map<String, ActionRule> rules;

  private Catalogue(Map<String, ActionRule> rules) {
    this.rules = Map.copyOf(rules);
  }

  /**
   * Reads a catalogue.
   *
   * @param actions action name to {@code {class, own, self, other | from>to | anywhere}}; a cell is
   *     a text, or {@code {public: text, private: text}}
   * @throws IllegalArgumentException naming the action and its error
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
    ActionRule.@Nullable Kind kind = null;
    boolean moves = false;
    boolean result = false;
    for (Map.Entry<String, ?> entry : form.entrySet()) {
      String key = entry.getKey();
      if (key.equals("class")) {
        kind = kind(name, String.valueOf(entry.getValue()));
        continue;
      }
      if (key.equals("result")) {
        require("destination".equals(entry.getValue()), name, "has an unknown result");
        result = true;
        continue;
      }
      moves |= key.indexOf('>') > 0;
      if (!key.equals(ActionRule.ANYWHERE)) {
        for (String place : key.split(">", -1)) {
          require(PLACES.contains(place), name, "has an unknown place " + key);
        }
      }
      cells.put(key, cell(name, key, entry.getValue()));
    }
    if (kind == null) {
      throw wrong(name, "has no class");
    }
    require(!cells.isEmpty(), name, "says nothing of any place");
    boolean placed = !cells.containsKey(ActionRule.ANYWHERE);
    boolean moving = moves;
    require(
        cells.keySet().stream().allMatch(place -> (place.indexOf('>') > 0) == moving),
        name,
        "mixes moves with other places");
    require(placed || cells.size() == 1, name, "has other places beside anywhere");
    return new ActionRule(name, kind, placed, moves, result || moves, cells);
  }

  private static ActionRule.Kind kind(String name, String word) {
    try {
      return ActionRule.Kind.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The action " + name + " has an unknown class " + word, e);
    }
  }

  private static Cell cell(String name, String place, @Nullable Object form) {
    if (form instanceof Map<?, ?> split) {
      require(
          split.keySet().equals(Set.of("public", "private")),
          name,
          "must say both public and private of " + place);
      return new Cell(
          conditions(name, place, split.get("public"), Reason.PUBLIC_CONTENT_FORBIDDEN),
          conditions(name, place, split.get("private"), outside(place)));
    }
    List<Condition> both = conditions(name, place, form, outside(place));
    return new Cell(both, both);
  }

  private static Reason outside(String place) {
    return place.equals("other")
        ? Reason.EXTERNAL_COLLABORATION_FORBIDDEN
        : place.equals(ActionRule.ANYWHERE) ? Reason.MANAGED_BY_IDP : Reason.EXTERNAL_ORG_FORBIDDEN;
  }

  private static List<Condition> conditions(
      String name, String place, @Nullable Object text, Reason whenDenied) {
    List<Condition> conditions = new ArrayList<>();
    for (String part : String.valueOf(text).split(",", -1)) {
      conditions.add(condition(name, place, part.strip().split(" +", -1), whenDenied));
    }
    return conditions;
  }

  private static Condition condition(String name, String place, String[] words, Reason whenDenied) {
    return switch (words[0]) {
      case "allow" -> new Condition.Always();
      case "deny" ->
          new Condition.Never(
              words.length == 1
                  ? whenDenied
                  : Reason.coded(words[1])
                      .orElseThrow(() -> wrong(name, "denies for an unknown reason " + words[1])));
      case "role" -> leastRole(name, words);
      case "session" -> new Condition.FromSession();
      case "creator" -> new Condition.Creator();
      case "publicContent" -> new Condition.Switch(Condition.Limit.PUBLIC_CONTENT);
      case "personalNamespace" -> new Condition.Switch(Condition.Limit.PERSONAL_NAMESPACE);
      case "likesAndFollows" -> new Condition.Switch(Condition.Limit.LIKES_AND_FOLLOWS);
      case "gatedAccessRequests" -> new Condition.Switch(Condition.Limit.GATED_ACCESS_REQUESTS);
      default -> throw wrong(name, "has an unknown condition " + words[0] + " at " + place);
    };
  }

  private static Condition leastRole(String name, String[] words) {
    boolean creator = words.length == 4 && words[2].equals("creator");
    require(words.length == 2 || creator, name, "has a role condition that is not complete");
    Role least = role(name, words[1]);
    return new Condition.LeastRole(least, creator ? role(name, words[3]) : least);
  }

  private static Role role(String name, String word) {
    return Role.named(word).orElseThrow(() -> wrong(name, "has an unknown role " + word));
  }

  private static void require(boolean holds, String name, String otherwise) {
    if (!holds) {
      throw wrong(name, otherwise);
    }
  }

  private static IllegalArgumentException wrong(String name, String why) {
    return new IllegalArgumentException("The action " + name + " " + why);
  }
}
