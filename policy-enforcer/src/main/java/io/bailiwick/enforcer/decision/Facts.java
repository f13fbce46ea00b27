package io.bailiwick.enforcer.decision;

import io.bailiwick.model.Organization;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the projection knows about a request at one instant.
 *
 * @param subject the managed account, where it is known
 * @param organization the organization that manages it, where it is known and readable
 * @param openTo those that are open to it now, where it is a personal account: it is their
 *     break-glass account
 * @param sessionEnded whether the session was ended before its time
 * @param calledByName whether the subject is the handle of a managed account, or a managed
 *     organization
 * @param managedOwners those of the namespaces in the request that are managed organizations; for a
 *     personal account also those that are a managed account's own
 */
public record Facts(
    Optional<Subject> subject,
    Optional<Organization> organization,
    List<Organization> openTo,
    boolean sessionEnded,
    boolean calledByName,
    Set<String> managedOwners,
    Freshness freshness) {

  /** Nothing at all. */
  public static final Facts NONE =
      new Facts(
          Optional.empty(), Optional.empty(), List.of(), false, false, Set.of(), Freshness.UNREAD);

  public Facts {
    openTo = List.copyOf(openTo);
    managedOwners = Set.copyOf(managedOwners);
  }

  /** How old the projection is. */
  public enum Freshness {
    FRESH,
    /** Older than it should be: what is known still counts, exposure does not widen. */
    STALE,
    /** Too old to allow a managed account anything. */
    BEYOND_BOUND,
    /** Not yet read to its end: not even who is managed is known. */
    UNREAD
  }
}
