package io.bailiwick.enforcer.decision;

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

  /** Returns the kind of a type in lower case. */
  public static ResourceKind of(String type) {
    return switch (type) {
      case "organization", "account", "user" -> NAMESPACE;
      case "model",
          "dataset",
          "space",
          "bucket",
          "kernel",
          "collection",
          "discussion",
          "pull-request",
          "comment",
          "post",
          "article",
          "job",
          "endpoint",
          "webhook",
          "oauth-app",
          RESOURCE_GROUP,
          "leaderboard",
          "evaluation" ->
          INSIDE;
      case "paper", "token", "ssh-key", "session", "billing" -> ELSEWHERE;
      default -> UNKNOWN;
    };
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
