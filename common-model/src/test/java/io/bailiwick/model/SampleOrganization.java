package io.bailiwick.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The organization of tests that need one, in its first version. */
public final class SampleOrganization {
  private SampleOrganization() {}

  /** A managed organization whose other settings are the defaults. */
  public static Organization of(
      String id, Role role, LimitSettings limits, SignInSettings signIn, Instant created) {
    return new Organization(
        id,
        1,
        OrganizationType.MANAGED,
        id,
        role,
        limits,
        new HandleSettings(id, HandleSettings.WhenTaken.NUMBER),
        SessionSettings.DEFAULT,
        signIn,
        RoleSettings.NONE,
        LeaverSettings.DEFAULT,
        CredentialSettings.DEFAULT,
        LastAdmin.ACCEPT,
        Enforcement.GLOBAL,
        StalenessSettings.DEFAULT,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        created,
        created);
  }

  /** The same organization with another enforcement. */
  public static Organization enforcing(Organization base, Enforcement enforcement) {
    return with(base, base.limits(), base.sessions(), enforcement, base.staleness());
  }

  /** The same organization whose accounts are denied everything beyond an age of its own. */
  public static Organization denyingAfter(Organization base, Duration age) {
    StalenessSettings own = new StalenessSettings(Optional.of(age));
    return with(base, base.limits(), base.sessions(), base.enforcement(), own);
  }

  /** The same organization, whose sessions before an instant are ended. */
  public static Organization endingBefore(Organization base, Optional<Instant> instant) {
    SessionSettings ended =
        new SessionSettings(base.sessions().lifetime(), base.sessions().idle(), instant);
    return with(base, base.limits(), ended, base.enforcement(), base.staleness());
  }

  /** The same organization with other limits. */
  public static Organization limited(Organization base, LimitSettings limits) {
    return with(base, limits, base.sessions(), base.enforcement(), base.staleness());
  }

  /** The same organization whose SCIM groups give roles. */
  public static Organization linking(Organization base, RoleSettings roles) {
    return with(base, base.limits(), base.sessions(), roles, base.enforcement(), base.staleness());
  }

  private static Organization with(
      Organization base,
      LimitSettings limits,
      SessionSettings sessions,
      Enforcement enforcement,
      StalenessSettings staleness) {
    return with(base, limits, sessions, base.roles(), enforcement, staleness);
  }

  private static Organization with(
      Organization base,
      LimitSettings limits,
      SessionSettings sessions,
      RoleSettings roles,
      Enforcement enforcement,
      StalenessSettings staleness) {
    return new Organization(
        base.id(),
        base.version(),
        base.type(),
        base.displayName(),
        base.defaultRole(),
        limits,
        base.handles(),
        sessions,
        base.signIn(),
        roles,
        base.leavers(),
        base.credentials(),
        base.lastAdmin(),
        enforcement,
        staleness,
        base.resourceGroups(),
        base.lockedDownAt(),
        base.breakGlass(),
        base.createdAt(),
        base.changedAt());
  }
}
