package io.bailiwick.gateway.organizations;

import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes organizations with their events, unless their names, their size or their people forbid it.
 * Every method works in the transaction of the change.
 */
@ApplicationScoped
class OrganizationWriter {
  /** The largest organization in bytes; Kafka accepts records of at most 1 MiB. */
  private static final int LARGEST = 512 << 10;

  /** The bytes of the ids that a link may get: a group by its id, and one by its name. */
  private static final int IDS = 80;

  private final Transactions transactions;
  private final Organizations organizations;
  private final SettingsGuard guard;
  private final Outbox outbox;

  OrganizationWriter(
      Transactions transactions, Organizations organizations, SettingsGuard guard, Outbox outbox) {
    this.transactions = transactions;
    this.organizations = organizations;
    this.guard = guard;
    this.outbox = outbox;
  }

  /** Writes a new organization. */
  Uni<OrganizationChange> insert(Organization created) {
    return isTooLarge(created)
        ? item(new OrganizationChange.TooLarge())
        : nameConflict(created)
            .chain(
                found ->
                    unless(
                        found,
                        () ->
                            organizations
                                .insert(created)
                                .chain(
                                    () ->
                                        outbox.add(
                                            Topics.ORGANIZATIONS,
                                            new OrganizationEvent.Created(created),
                                            Optional.empty(),
                                            Optional.of(created)))
                                .replaceWith(new OrganizationChange.Made(created))));
  }

  /**
   * Returns why an organization's names do not fit beside the names of others. No other name is
   * added until the transaction ends.
   */
  private Uni<Optional<OrganizationChange>> nameConflict(Organization wanted) {
    return transactions
        .claim("", "namespaces")
        .chain(() -> organizations.ofHandle(wanted.id()))
        .chain(
            owner ->
                owner.isPresent()
                    ? Uni.createFrom().item(Optional.of(new OrganizationChange.Taken("id")))
                    : suffixConflict(wanted));
  }

  private Uni<Optional<OrganizationChange>> suffixConflict(Organization wanted) {
    return organizations
        .isAmbiguous(wanted)
        .map(
            ambiguous ->
                ambiguous
                    ? Optional.of(new OrganizationChange.SuffixAmbiguous())
                    : Optional.empty());
  }

  /**
   * Writes the next version of an organization whose row is locked. If nothing differs, the version
   * stays and the event is published again.
   */
  Uni<OrganizationChange> write(Organization before, Organization wanted) {
    Organization after =
        OrganizationSettings.of(wanted)
            .keepingEnds(before.sessions())
            .on(wanted, wanted.changedAt())
            .version(before.version() + 1);
    if (isSame(before, after)) {
      // The event is published again, so that an administrator can replace a lost or unreadable
      // record.
      return outbox
          .add(Topics.ORGANIZATIONS, new OrganizationEvent.Updated(before))
          .replaceWith(new OrganizationChange.Made(before));
    }
    if (isTooLarge(after) && size(after) > size(before)) {
      return item(new OrganizationChange.TooLarge());
    }
    Uni<Optional<OrganizationChange>> conflict =
        before.handles().suffix().equals(after.handles().suffix())
            ? Uni.createFrom().item(Optional.empty())
            : nameConflict(after);
    return conflict.chain(found -> unless(found, () -> updateUnlessRefused(before, after)));
  }

  private static boolean isSame(Organization before, Organization after) {
    return OrganizationSettings.of(before).equals(OrganizationSettings.of(after))
        && before.resourceGroups().equals(after.resourceGroups())
        && before.lockedDownAt().equals(after.lockedDownAt())
        && before.breakGlass().equals(after.breakGlass());
  }

  private static boolean isTooLarge(Organization organization) {
    return size(organization) > LARGEST;
  }

  /** Returns the largest size that an organization can have until its settings change. */
  private static int size(Organization organization) {
    return StrictJson.write(GroupLinks.resolved(organization, Map.of())).length
        + GroupLinks.count(organization) * IDS;
  }

  /** Writes the next version unless the people of the organization forbid it. */
  Uni<OrganizationChange> updateUnlessRefused(Organization before, Organization after) {
    return guard
        .refuses(before, after)
        .chain(
            refused ->
                refused
                    ? item(new OrganizationChange.NoAdminLeft(setting(before, after)))
                    : update(before, after));
  }

  /** Returns the first of the changed settings that give roles, in the order of precedence. */
  private static String setting(Organization before, Organization after) {
    if (!before.roles().equals(after.roles())) {
      return "roles";
    }
    return before.signIn().equals(after.signIn()) ? "defaultRole" : "signIn";
  }

  private Uni<OrganizationChange> update(Organization before, Organization after) {
    return organizations
        .update(after)
        .chain(() -> tell(OrganizationAction.of(before, after), before, after))
        .replaceWith(new OrganizationChange.Made(after));
  }

  /** Writes the last version of an organization whose row is locked. */
  Uni<OrganizationChange> end(Organization before, Organization deleted, Instant now) {
    return organizations
        .end(deleted, now)
        .chain(() -> tell("organization.deleted", before, deleted))
        .replaceWith(new OrganizationChange.Made(deleted));
  }

  private Uni<Void> tell(String action, Organization before, Organization after) {
    return outbox.add(
        Topics.ORGANIZATIONS,
        new OrganizationEvent.Updated(after),
        action,
        Optional.of(before),
        Optional.of(after));
  }

  private static Uni<OrganizationChange> item(OrganizationChange change) {
    return Uni.createFrom().item(change);
  }

  private static Uni<OrganizationChange> unless(
      Optional<OrganizationChange> conflict, Supplier<Uni<OrganizationChange>> write) {
    return conflict.map(OrganizationWriter::item).orElseGet(write);
  }
}
