package io.bailiwick.enforcer.decision;

import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The knowledge of the projection about a request at one instant.
 *
 * @param subject the managed account, if it is known
 * @param organization the organization that manages it, if it is known and readable
 * @param openTo the organizations that are open now to this personal account: it is their
 *     break-glass account
 * @param sessionEnded whether the session ended before its expiry
 * @param calledByName whether the subject is the handle of a managed account, or a managed
 *     organization
 * @param managedOwners the namespaces in the request that are managed organizations; for a personal
 *     account also those of managed accounts
 */
public record Facts(
    Optional<Subject> subject,
    Optional<Organization> organization,
    List<Organization> openTo,
    boolean sessionEnded,
    boolean calledByName,
    Set<String> managedOwners,
    Freshness freshness) {

  /** The facts when nothing is known. */
  public static final Facts NONE =
      new Facts(
          Optional.empty(), Optional.empty(), List.of(), false, false, Set.of(), Freshness.UNREAD);

  public Facts {
    openTo = List.copyOf(openTo);
    managedOwners = Set.copyOf(managedOwners);
  }

  /**
   * Returns the same facts if an organization had other settings.
   *
   * @param role the role that the subject would have; empty if it keeps its role
   */
  public Facts under(Organization proposed, Optional<Role> role) {
    return new Facts(
        subject.map(known -> role.map(known::with).orElse(known)),
        organization.map(present -> replaced(present, proposed)),
        openTo.stream().map(present -> replaced(present, proposed)).toList(),
        sessionEnded,
        calledByName,
        managedOwners,
        freshness);
  }

  private static Organization replaced(Organization present, Organization proposed) {
    return present.id().equals(proposed.id()) ? proposed : present;
  }

  /** Returns the same facts about another account of an organization. */
  public Facts of(Subject other, Organization its) {
    return new Facts(
        Optional.of(other),
        Optional.of(its),
        List.of(),
        sessionEnded,
        false,
        managedOwners,
        freshness);
  }

  /** The freshness of the projection. */
  public enum Freshness {
    FRESH,
    /**
     * The projection is older than it should be: facts are still valid, but exposure does not
     * widen.
     */
    STALE,
    /** The projection is too old to allow a managed account anything. */
    BEYOND_BOUND,
    /** The topics are not read to their end: it is unknown which accounts are managed. */
    UNREAD;

    /**
     * Returns the freshness of a projection that has been read.
     *
     * @param staleAfter the age beyond which it is older than it should be
     * @param denyAfter the age beyond which it is too old; counts even if it is the shorter one
     */
    public static Freshness of(Duration age, Duration staleAfter, Duration denyAfter) {
      if (age.compareTo(denyAfter) > 0) {
        return BEYOND_BOUND;
      }
      return age.compareTo(staleAfter) > 0 ? STALE : FRESH;
    }
  }
}
