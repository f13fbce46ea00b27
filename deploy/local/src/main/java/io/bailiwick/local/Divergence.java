package io.bailiwick.local;

import io.bailiwick.model.StateDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An id whose versions differ between the service that owns its state and one that follows. These
 * are the rules of the comparison.
 *
 * @param owned the owner's version; {@link #NONE} if the owner does not have the id
 * @param held the version of the follower; {@link #NONE} if it does not have the id, and 0 if it
 *     could not read the newest record
 */
record Divergence(String id, long owned, long held) {
  static final long NONE = -1;

  /** Returns the divergences between the versions of an owner and a follower, by their ids. */
  static List<Divergence> between(Map<String, Long> owner, Map<String, Long> follower) {
    Set<String> ids = new TreeSet<>(owner.keySet());
    ids.addAll(follower.keySet());
    List<Divergence> found = new ArrayList<>();
    for (String id : ids) {
      long owned = owner.getOrDefault(id, NONE);
      long held = follower.getOrDefault(id, NONE);
      if (owned != held) {
        found.add(new Divergence(id, owned, held));
      }
    }
    return found;
  }

  /** Returns the buckets of some divergences. */
  static Set<Integer> buckets(List<Divergence> some) {
    return some.stream()
        .map(one -> StateDigest.bucket(one.id))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Returns whether it is still there by later versions. The service that was behind must have
   * reached the version that the other one had before. So changes on their way are no divergences,
   * however many follow one another.
   */
  boolean remains(Map<String, Long> owner, Map<String, Long> follower) {
    return isAhead()
        ? owner.getOrDefault(id, NONE) < held
        : follower.getOrDefault(id, NONE) < owned;
  }

  /** Returns whether the follower knows more than the owner, which no publication can repair. */
  boolean isAhead() {
    return held > owned;
  }

  /** Returns the cause in words. */
  String cause() {
    if (isAhead()) {
      return "ahead: the owner has lost changes";
    }
    if (held == NONE) {
      return "missing";
    }
    return held == 0 ? "unreadable" : "older";
  }
}
