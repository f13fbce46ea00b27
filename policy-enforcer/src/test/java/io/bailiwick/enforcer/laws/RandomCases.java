package io.bailiwick.enforcer.laws;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Random worlds and questions. Most facts are in order, so that most questions reach the end. */
final class RandomCases {
  private static final List<String> OWNERS =
      List.of("acme", "acme", "jane-acme", "jane's id", "squad", "globex");
  private static final List<String> VISIBILITIES =
      List.of("private", "public", "internal", "protected", "Private", "PUBLIC", "secret");

  private static final List<String> GROUPS = List.of("", "", "", "research", "lab", "unknown");

  private final Random random;
  private final List<String> actions;

  RandomCases(long seed, Set<String> actions) {
    this.random = new Random(seed);
    this.actions = new ArrayList<>(new TreeSet<>(actions));
  }

  Case next() {
    String action = one(actions);
    String owner = mostly(one(OWNERS), List.of(""));
    String visibility = random.nextInt(6) == 0 ? "" : one(VISIBILITIES);
    boolean moves = action.equals("repository.transfer") || action.equals("repository.duplicate");
    boolean after = moves || action.equals("repository.update-visibility");
    // Such an action looks at no place, so it does not see that the account's id is another one.
    boolean blind = Reference.isAnywhere(action) && owner.equals("jane's id");
    String elsewhere = Reference.isAnywhere(action) ? one(List.of("acme", "squad")) : one(OWNERS);
    return new Case(
        one(List.of("no_access", "read", "contributor", "write", "admin")),
        mostly("active", States.INACTIVE),
        mostly("jane-acme", List.of("globex")),
        mostly("fresh", List.of("none", "globex", "revoked", "future", "old", "ancient", "ended")),
        mostly("person", List.of("credential", "credential", "undated", "outside")),
        random.nextBoolean(),
        mostly("FRESH", List.of("STALE", "STALE", "BEYOND_BOUND", "UNREAD")),
        new Case.Limits(
            random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), random.nextBoolean()),
        random.nextInt(40) == 0,
        random.nextBoolean(),
        action,
        mostly("model", List.of("space", "discussion", "job", "token", "tenant")),
        owner,
        visibility,
        one(List.of("", "jane", "john")),
        moves
            ? mostly(one(OWNERS), List.of(""))
            : mostly("", List.of(owner, blind ? owner : elsewhere)),
        after
            ? mostly(one(VISIBILITIES), List.of(""))
            : mostly("", List.of(visibility, one(VISIBILITIES))),
        random.nextInt(10) == 0 ? List.of(one(OWNERS), one(OWNERS)) : List.of(),
        grants(),
        one(GROUPS),
        random.nextInt(3) == 0 ? one(GROUPS) : "");
  }

  private Map<String, String> grants() {
    Map<String, String> grants = new TreeMap<>();
    for (String group : List.of("lab", "research")) {
      if (random.nextBoolean()) {
        grants.put(group, one(List.of("read", "contributor", "write", "admin")));
      }
    }
    return grants;
  }

  private String mostly(String usual, List<String> others) {
    return random.nextInt(8) == 0 ? one(others) : usual;
  }

  private String one(Collection<String> words) {
    return List.copyOf(words).get(random.nextInt(words.size()));
  }
}
