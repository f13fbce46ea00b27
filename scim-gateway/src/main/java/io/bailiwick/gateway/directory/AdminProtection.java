package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.database.Lookup;
import io.bailiwick.gateway.directory.rules.Outcome;
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
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Rejects changes that would leave an organization without an administrator, if its settings
 * require that.
 */
@ApplicationScoped
class AdminProtection implements SettingsGuard {
  private static final int BATCH = 500;

  private final Identities identities;
  private final Organizations organizations;

  AdminProtection(Identities identities, Organizations organizations) {
    this.identities = identities;
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

  private Uni<Boolean> anyAdmin(Organization settings, Predicate<Identity> counted) {
    return anyAdmin(settings, counted, "");
  }

  private Uni<Boolean> anyAdmin(Organization settings, Predicate<Identity> counted, String after) {
    return identities
        .after(settings.id(), after, BATCH)
        .chain(
            batch -> {
              Optional<Identity> admin =
                  batch.stream()
                      .map(StoredIdentity::identity)
                      .filter(counted)
                      .filter(identity -> isAdmin(settings, identity))
                      .findFirst();
              return admin.isPresent() || batch.size() < BATCH
                  ? Uni.createFrom().item(admin.isPresent())
                  : anyAdmin(settings, counted, batch.getLast().id());
            });
  }

  private static boolean isAdmin(Organization settings, Identity identity) {
    return identity.status() == IdentityStatus.ACTIVE
        && RoleDecision.of(identity, settings).role() == Role.ADMIN;
  }
}
