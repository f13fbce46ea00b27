package io.bailiwick.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A tenant: an organization that controls its members' identities.
 *
 * @param id its namespace on the platform (the owner part of {@code acme/bert}), never changed
 * @param version 1, 2, 3 ...
 * @param defaultRole the role of a member if no source gives another one
 * @param roles the roles that SCIM groups give
 * @param leavers the settings for people whom the identity provider deletes
 * @param resourceGroups the resource groups, in the order of their names
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
    RoleSettings roles,
    LeaverSettings leavers,
    CredentialSettings credentials,
    LastAdmin lastAdmin,
    Enforcement enforcement,
    StalenessSettings staleness,
    List<ResourceGroup> resourceGroups,
    Optional<Instant> lockedDownAt,
    Optional<BreakGlass> breakGlass,
    Instant createdAt,
    Instant changedAt) {

  /** The most resource groups of an organization; all of them travel in one event. */
  public static final int MOST_RESOURCE_GROUPS = 500;

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
    roles = roles == null ? RoleSettings.NONE : roles;
    leavers = leavers == null ? LeaverSettings.DEFAULT : leavers;
    credentials = credentials == null ? CredentialSettings.DEFAULT : credentials;
    lastAdmin = lastAdmin == null ? LastAdmin.ACCEPT : lastAdmin;
    enforcement = enforcement == null ? Enforcement.GLOBAL : enforcement;
    staleness = staleness == null ? StalenessSettings.DEFAULT : staleness;
    resourceGroups = sorted(resourceGroups);
    lockedDownAt = Required.orEmpty(lockedDownAt);
    breakGlass = Required.orEmpty(breakGlass);
    Required.present("createdAt", createdAt);
    Required.present("changedAt", changedAt);
  }

  private static List<ResourceGroup> sorted(@Nullable List<ResourceGroup> groups) {
    if (groups == null || groups.isEmpty()) {
      return List.of();
    }
    Set<String> names = new HashSet<>();
    for (ResourceGroup group : groups) {
      if (!names.add(group.name())) {
        throw new IllegalArgumentException("resourceGroups holds a name twice");
      }
    }
    if (groups.size() > MOST_RESOURCE_GROUPS) {
      throw new IllegalArgumentException(
          "resourceGroups holds more than " + MOST_RESOURCE_GROUPS + " resource groups");
    }
    return groups.stream().sorted(Comparator.comparing(ResourceGroup::name)).toList();
  }

  /** Returns a copy with a lockdown, or without one. */
  public Organization lockedDown(Optional<Instant> since) {
    return with(version, sessions, resourceGroups, since, breakGlass);
  }

  /** Returns a copy with another state of break-glass access. */
  public Organization breakGlass(Optional<BreakGlass> changed) {
    return with(version, sessions, resourceGroups, lockedDownAt, changed);
  }

  /** Returns a copy with another version. */
  public Organization version(long next) {
    return with(next, sessions, resourceGroups, lockedDownAt, breakGlass);
  }

  /** Returns a copy with other resource groups. */
  public Organization resourceGroups(List<ResourceGroup> others) {
    return with(version, sessions, others, lockedDownAt, breakGlass);
  }

  /**
   * Returns a copy without the access that another version has taken away: with its lockdown, and
   * without sessions that it has ended.
   */
  public Organization without(Organization revoked) {
    Optional<Instant> from =
        Stream.of(sessions.notBefore(), revoked.sessions.notBefore())
            .flatMap(Optional::stream)
            .max(Comparator.naturalOrder());
    return with(
        version,
        new SessionSettings(sessions.lifetime(), sessions.idle(), from),
        resourceGroups,
        lockedDownAt.or(revoked::lockedDownAt),
        breakGlass);
  }

  /** Returns the resource group of a name. */
  public Optional<ResourceGroup> resourceGroup(String name) {
    return resourceGroups.stream().filter(one -> one.name().equals(name)).findFirst();
  }

  private Organization with(
      long itsVersion,
      SessionSettings itsSessions,
      List<ResourceGroup> itsResourceGroups,
      Optional<Instant> itsLockdown,
      Optional<BreakGlass> itsBreakGlass) {
    return new Organization(
        id,
        itsVersion,
        type,
        displayName,
        defaultRole,
        limits,
        handles,
        itsSessions,
        signIn,
        roles,
        leavers,
        credentials,
        lastAdmin,
        enforcement,
        staleness,
        itsResourceGroups,
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
