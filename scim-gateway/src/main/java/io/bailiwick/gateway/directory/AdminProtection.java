package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.database.Lookup;
import io.bailiwick.gateway.directory.DecisionInputs.Page;
import io.bailiwick.gateway.directory.DecisionInputs.Position;
import io.bailiwick.gateway.directory.rules.MemberChange;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.directory.rules.StoredGroup;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.gateway.organizations.SettingsGuard;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LastAdmin;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleDecision;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Rejects changes that would leave an organization without an administrator, if its settings
 * require that.
 */
@ApplicationScoped
class AdminProtection implements SettingsGuard {
  private static final int BATCH = 500;

  private final DecisionInputs inputs;
  private final Organizations organizations;

  AdminProtection(DecisionInputs inputs, Organizations organizations) {
    this.inputs = inputs;
    this.organizations = organizations;
  }

  /**
   * Tells whether to reject a change of an identity; called in its transaction, before the write.
   */
  Uni<Boolean> refuses(Outcome.Accepted change) {
    if (change.before().isEmpty() || !mayDemote(change.before().get(), change.identity())) {
      return Uni.createFrom().item(false);
    }
    Identity before = change.before().get().identity();
    String organization = before.organization();
    return Lookup.then(
        organizations
            .load(organization)
            .map(found -> found.filter(settings -> demotes(settings, before, change.identity()))),
        // INVARIANT: one change at a time, so that two changes do not rely on each other's
        // administrator.
        settings ->
            organizations
                .lock(organization)
                .map(Optional::orElseThrow)
                .chain(locked -> anyAdmin(locked, other -> !other.id().equals(before.id())))
                .map(another -> !another),
        () -> false);
  }

  private static boolean mayDemote(StoredIdentity before, StoredIdentity after) {
    Identity was = before.identity();
    Identity is = after.identity();
    return was.status() == IdentityStatus.ACTIVE
        && (is.status() != IdentityStatus.ACTIVE
            || !was.roles().equals(is.roles())
            || !was.invitedRole().equals(is.invitedRole())
            || !was.assigned().equals(is.assigned())
            || !was.signIn().equals(is.signIn()));
  }

  private static boolean demotes(Organization settings, Identity before, StoredIdentity after) {
    return settings.lastAdmin() == LastAdmin.PROTECT_LAST_ADMIN
        && isAdmin(settings, before)
        && !isAdmin(settings, after.identity());
  }

  /** Tells whether new settings leave an organization, which had an administrator, without one. */
  @Override
  public Uni<Boolean> refuses(Organization before, Organization after) {
    boolean same =
        before.defaultRole() == after.defaultRole()
            && before.signIn().equals(after.signIn())
            && before.roles().equals(after.roles());
    if (same || after.lastAdmin() != LastAdmin.PROTECT_LAST_ADMIN) {
      return Uni.createFrom().item(false);
    }
    return anyAdmin(after, identity -> true)
        .chain(left -> left ? Uni.createFrom().item(false) : anyAdmin(before, identity -> true));
  }

  /**
   * Tells whether to reject a change of a group's members; called in its transaction, before the
   * write. A group whose links give no role in the organization costs a look at the settings.
   */
  Uni<Boolean> refuses(StoredGroup group, MemberChange change) {
    return change.isSomething()
        ? Lookup.then(
            organizations
                .load(group.organization())
                .map(found -> found.filter(settings -> givesRoles(settings, group))),
            _ ->
                organizations
                    .lock(group.organization())
                    .map(Optional::orElseThrow)
                    .chain(locked -> leavesNone(locked, group, change)),
            () -> false)
        : Uni.createFrom().item(false);
  }

  private static boolean givesRoles(Organization settings, StoredGroup group) {
    return settings.lastAdmin() == LastAdmin.PROTECT_LAST_ADMIN
        && settings.roles().groupLinks().stream().anyMatch(link -> link.links(List.of(group.id())));
  }

  private Uni<Boolean> leavesNone(Organization settings, StoredGroup group, MemberChange change) {
    // A joining member can be any person, so a walk through the members would not do.
    boolean joining = !change.add().isEmpty();
    return anyAdmin(
            (after, limit) ->
                joining
                    ? inputs.next(settings.id(), after, limit)
                    : inputs.nextPossibleAdmins(settings, after, limit),
            identity -> isAdmin(settings, after(identity, group, change)))
        .chain(left -> left ? Uni.createFrom().item(false) : anyAdmin(settings, identity -> true));
  }

  private static Identity after(StoredIdentity identity, StoredGroup group, MemberChange change) {
    boolean isMember = identity.groups().contains(group.id());
    boolean staysOrJoins = change.keeps(identity.id(), isMember);
    return isMember == staysOrJoins
        ? identity.identity()
        : identity.member(group.id(), staysOrJoins, identity.changedAt()).identity().identity();
  }

  private Uni<Boolean> anyAdmin(Organization settings, Predicate<Identity> counted) {
    return anyAdmin(
        (after, limit) -> inputs.nextPossibleAdmins(settings, after, limit),
        stored -> counted.test(stored.identity()) && isAdmin(settings, stored.identity()));
  }

  private static Uni<Boolean> anyAdmin(
      BiFunction<Position, Integer, Uni<Page>> pages, Predicate<StoredIdentity> isAdmin) {
    return anyAdmin(pages, isAdmin, Position.START);
  }

  private static Uni<Boolean> anyAdmin(
      BiFunction<Position, Integer, Uni<Page>> pages,
      Predicate<StoredIdentity> isAdmin,
      Position after) {
    return pages
        .apply(after, BATCH)
        .chain(
            page -> {
              boolean found = page.identities().stream().anyMatch(isAdmin);
              return found || page.identities().size() < BATCH
                  ? Uni.createFrom().item(found)
                  : anyAdmin(pages, isAdmin, page.last());
            });
  }

  private static boolean isAdmin(Organization settings, Identity identity) {
    return identity.status() == IdentityStatus.ACTIVE
        && RoleDecision.of(identity, settings).role() == Role.ADMIN;
  }
}
