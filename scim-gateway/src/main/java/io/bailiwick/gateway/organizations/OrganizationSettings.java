package io.bailiwick.gateway.organizations;

import io.bailiwick.model.BreakGlass;
import io.bailiwick.model.CredentialSettings;
import io.bailiwick.model.Enforcement;
import io.bailiwick.model.HandleSettings;
import io.bailiwick.model.LastAdmin;
import io.bailiwick.model.LeaverSettings;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Organization;
import io.bailiwick.model.OrganizationType;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleSettings;
import io.bailiwick.model.SessionSettings;
import io.bailiwick.model.SignInSettings;
import io.bailiwick.model.StalenessSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings that an administrator chooses for an organization. Each missing setting has its
 * strict default.
 */
public record OrganizationSettings(
    String displayName,
    Role defaultRole,
    LimitSettings limits,
    HandleSettings handles,
    SessionSettings sessions,
    SignInSettings signIn,
    RoleSettings roles,
    LeaverSettings leavers,
    CredentialSettings credentials,
    LastAdmin lastAdmin,
    Enforcement enforcement,
    StalenessSettings staleness) {

  public OrganizationSettings {
    required("displayName", displayName);
    required("defaultRole", defaultRole);
    required("limits", limits);
    required("handles", handles);
    required("sessions", sessions);
    required("signIn", signIn);
    required("roles", roles);
    required("leavers", leavers);
    required("credentials", credentials);
    required("lastAdmin", lastAdmin);
    required("enforcement", enforcement);
    required("staleness", staleness);
    Organization.requireDisplayName(displayName);
  }

  private static void required(String name, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " cannot be removed");
    }
  }

  /** Returns the settings of a new organization whose request has none. */
  public static OrganizationSettings initial(String id) {
    String suffix = id.length() > 20 ? id.substring(0, 20).replaceAll("-$", "") : id;
    return new OrganizationSettings(
        id,
        Role.READ,
        LimitSettings.STRICT,
        new HandleSettings(suffix, HandleSettings.WhenTaken.NUMBER),
        SessionSettings.DEFAULT,
        SignInSettings.DEFAULT,
        RoleSettings.NONE,
        LeaverSettings.DEFAULT,
        CredentialSettings.DEFAULT,
        LastAdmin.ACCEPT,
        Enforcement.GLOBAL,
        StalenessSettings.DEFAULT);
  }

  /** Returns the settings of an organization. */
  public static OrganizationSettings of(Organization organization) {
    return new OrganizationSettings(
        organization.displayName(),
        organization.defaultRole(),
        organization.limits(),
        organization.handles(),
        organization.sessions(),
        organization.signIn(),
        organization.roles(),
        organization.leavers(),
        organization.credentials(),
        organization.lastAdmin(),
        organization.enforcement(),
        organization.staleness());
  }

  /** Creates an organization with these settings. */
  public Organization create(String id, Instant now) {
    return organization(id, 1, Optional.empty(), Optional.empty(), now, now);
  }

  /** Returns an organization with these settings in place of its own. */
  public Organization on(Organization base, Instant now) {
    return organization(
            base.id(),
            base.version(),
            base.lockedDownAt(),
            base.breakGlass(),
            base.createdAt(),
            now)
        .resourceGroups(base.resourceGroups());
  }

  private Organization organization(
      String id,
      long version,
      Optional<Instant> lockedDownAt,
      Optional<BreakGlass> breakGlass,
      Instant createdAt,
      Instant now) {
    return new Organization(
        id,
        version,
        OrganizationType.MANAGED,
        displayName,
        defaultRole,
        limits,
        handles,
        sessions,
        signIn,
        roles,
        leavers,
        credentials,
        lastAdmin,
        enforcement,
        staleness,
        List.of(),
        lockedDownAt,
        breakGlass,
        createdAt,
        now);
  }

  /** Returns these settings; ended sessions stay ended. */
  OrganizationSettings keepingEnds(SessionSettings before) {
    return before
        .notBefore()
        .filter(ended -> sessions.notBefore().filter(at -> !at.isBefore(ended)).isEmpty())
        .map(this::endingSessions)
        .orElse(this);
  }

  /** Returns these settings with other roles of SCIM groups. */
  OrganizationSettings roles(RoleSettings others) {
    return with(sessions, others);
  }

  /** Returns these settings with all sessions ended at an instant. */
  OrganizationSettings endingSessions(Instant now) {
    return with(new SessionSettings(sessions.lifetime(), sessions.idle(), Optional.of(now)), roles);
  }

  private OrganizationSettings with(SessionSettings itsSessions, RoleSettings itsRoles) {
    return new OrganizationSettings(
        displayName,
        defaultRole,
        limits,
        handles,
        itsSessions,
        signIn,
        itsRoles,
        leavers,
        credentials,
        lastAdmin,
        enforcement,
        staleness);
  }
}
