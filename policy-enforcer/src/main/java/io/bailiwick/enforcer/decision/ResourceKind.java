package io.bailiwick.enforcer.decision;

import java.util.Map;
import java.util.Optional;

/**
 * The way in which the namespace of a resource follows from its type and id.
 *
 * <p>A type that is not listed is {@link #UNKNOWN}; managed accounts can do nothing with it.
 */
public enum ResourceKind {
  /** The id is a namespace: an organization or an account. */
  NAMESPACE,
  /** The resource is in a namespace; its id may be {@code owner/name}. */
  INSIDE,
  /**
   * The resource belongs to a person, or to the whole platform; a slash in its id means nothing.
   */
  ELSEWHERE,
  /** The type is not in the vocabulary. */
  UNKNOWN;

  /** The type of resource groups; the name in the id is that of the group. */
  public static final String RESOURCE_GROUP = "resource-group";

  private static final Map<String, ResourceKind> TYPES =
      Map.ofEntries(
          Map.entry("organization", NAMESPACE),
          Map.entry("account", NAMESPACE),
          Map.entry("user", NAMESPACE),
          Map.entry("model", INSIDE),
          Map.entry("dataset", INSIDE),
          Map.entry("space", INSIDE),
          Map.entry("bucket", INSIDE),
          Map.entry("kernel", INSIDE),
          Map.entry("collection", INSIDE),
          Map.entry("discussion", INSIDE),
          Map.entry("pull-request", INSIDE),
          Map.entry("comment", INSIDE),
          Map.entry("post", INSIDE),
          Map.entry("article", INSIDE),
          Map.entry("job", INSIDE),
          Map.entry("endpoint", INSIDE),
          Map.entry("webhook", INSIDE),
          Map.entry("oauth-app", INSIDE),
          Map.entry(RESOURCE_GROUP, INSIDE),
          Map.entry("leaderboard", INSIDE),
          Map.entry("evaluation", INSIDE),
          Map.entry("paper", ELSEWHERE),
          Map.entry("token", ELSEWHERE),
          Map.entry("ssh-key", ELSEWHERE),
          Map.entry("session", ELSEWHERE),
          Map.entry("billing", ELSEWHERE));

  /** Returns the kind of a type in lower case. */
  public static ResourceKind of(String type) {
    return TYPES.getOrDefault(type, UNKNOWN);
  }

  /** Returns the namespace that an id names; empty if it names none. */
  public Optional<String> namespace(String id) {
    int slash = id.indexOf('/');
    return switch (this) {
      case NAMESPACE -> Optional.of(id);
      case INSIDE, UNKNOWN -> slash > 0 ? Optional.of(id.substring(0, slash)) : Optional.empty();
      case ELSEWHERE -> Optional.empty();
    };
  }
}
