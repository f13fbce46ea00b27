package io.bailiwick.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A tenant: an organization that controls its members' identities.
 *
 * @param id its namespace on the platform (the owner part of {@code acme/bert}), never changed
 * @param version 1, 2, 3 ...
 * @param defaultRole the role of a member if no source gives another one
 * @param lockedDownAt the start of the lockdown, in which no member can sign in; empty if there is
 *     none
 * @param breakGlass the break-glass account, which administers it if the identity provider does not
 *     work
 */
public record Organization(
    String id,
    long version,
    OrganizationType type,
    String displayName,
    Role defaultRole,
    LimitSettings limits,
    HandleSettings handles,
    SessionSettings sessions,
    SignInSettings signIn,
    CredentialSettings credentials,
    LastAdmin lastAdmin,
    Enforcement enforcement,
    StalenessSettings staleness,
    Optional<Instant> lockedDownAt,
    Optional<BreakGlass> breakGlass,
    Instant createdAt,
    Instant changedAt) {

  private static final int LONGEST_NAME = 256;

  public Organization {
    requireId(id);
    Required.version("version", version);
    Required.present("type", type);
    Required.present("displayName", displayName);
    requireDisplayName(displayName);
    Required.present("defaultRole", defaultRole);
    Required.present("limits", limits);
    Required.present("handles", handles);
    Required.present("sessions", sessions);
    signIn = signIn == null ? SignInSettings.DEFAULT : signIn;
    credentials = credentials == null ? CredentialSettings.DEFAULT : credentials;
    lastAdmin = lastAdmin == null ? LastAdmin.ACCEPT : lastAdmin;
    enforcement = enforcement == null ? Enforcement.GLOBAL : enforcement;
    staleness = staleness == null ? StalenessSettings.DEFAULT : staleness;
    lockedDownAt = Required.orEmpty(lockedDownAt);
    breakGlass = Required.orEmpty(breakGlass);
    Required.present("createdAt", createdAt);
    Required.present("changedAt", changedAt);
  }

  /** Returns a copy with a lockdown, or without one. */
  public Organization lockedDown(Optional<Instant> since) {
    return with(version, since, breakGlass);
  }

  /** Returns a copy with another state of break-glass access. */
  public Organization breakGlass(Optional<BreakGlass> changed) {
    return with(version, lockedDownAt, changed);
  }

  /** Returns a copy with another version. */
  public Organization version(long next) {
    return with(next, lockedDownAt, breakGlass);
  }

  private Organization with(
      long itsVersion, Optional<Instant> itsLockdown, Optional<BreakGlass> itsBreakGlass) {
    return new Organization(
        id,
        itsVersion,
        type,
        displayName,
        defaultRole,
        limits,
        handles,
        sessions,
        signIn,
        credentials,
        lastAdmin,
        enforcement,
        staleness,
        itsLockdown,
        itsBreakGlass,
        createdAt,
        changedAt);
  }

  /**
   * Rejects a text that cannot be an organization's display name.
   *
   * @throws IllegalArgumentException naming the allowed length
   */
  public static void requireDisplayName(String displayName) {
    if (displayName.isBlank() || Characters.in(displayName) > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "displayName must have 1 to " + LONGEST_NAME + " characters");
    }
  }

  /**
   * Rejects a text that cannot be an organization's id.
   *
   * @throws IllegalArgumentException naming the allowed characters of an id
   */
  public static void requireId(String id) {
    Required.text("id", id);
    if (id.length() < 2 || id.length() > 42 || !id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "id must be 2 to 42 lower-case letters, digits and single dashes inside");
    }
  }
}
