package io.bailiwick.enforcer.decision;

import io.bailiwick.model.Organization;
import java.util.Optional;

/**
 * What the projection knows about a request at one instant.
 *
 * @param subject the managed account, where it is known
 * @param organization the organization that manages it, where it is known and readable
 * @param managedDoor whether the resource, or its destination, belongs to a managed organization
 */
public record Facts(
    Optional<Subject> subject,
    Optional<Organization> organization,
    boolean managedDoor,
    Freshness freshness) {

  /** How old the projection is. */
  public enum Freshness {
    FRESH,
    /** Older than it should be: what is known still counts, exposure does not widen. */
    STALE,
    /** Too old to allow a managed account anything. */
    BEYOND_BOUND
  }
}
