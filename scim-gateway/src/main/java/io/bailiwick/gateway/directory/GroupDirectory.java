package io.bailiwick.gateway.directory;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.bailiwick.event.Topics;
import io.bailiwick.gateway.database.Conflicts;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.database.WrittenRevisions;
import io.bailiwick.gateway.directory.rules.GroupCommand;
import io.bailiwick.gateway.directory.rules.GroupLifecycle;
import io.bailiwick.gateway.directory.rules.GroupOutcome;
import io.bailiwick.gateway.directory.rules.MemberChange;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.directory.rules.StoredGroup;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ResourceTypes;
import io.bailiwick.gateway.schema.ScimError;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.query.ListRequest;
import io.bailiwick.gateway.schema.query.Page;
import io.bailiwick.outbox.StoredTime;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The groups of an organization. It loads, lets the rule decide, and writes the group, its joining
 * and leaving members, and the event of each identity that the change touches.
 */
@ApplicationScoped
public class GroupDirectory implements Directory<GroupCommand, StoredGroup> {
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  /** The largest group that the answer to a PATCH shows if the client does not ask for it. */
  private static final int SHOWN_UNASKED = 1000;

  private static final MemberChange NO_MEMBERS = MemberChange.exactly(Set.of());

  private final Transactions transactions;
  private final Groups groups;
  private final Memberships memberships;
  private final GroupLinkChanges links;
  private final AdminProtection adminProtection;
  private final Quotas quotas;
  private final ExtensionSchemas schemas;
  private final Outbox outbox;
  private final GroupAudit audit;

  GroupDirectory(
      Transactions transactions,
      Groups groups,
      Memberships memberships,
      GroupLinkChanges links,
      AdminProtection adminProtection,
      Quotas quotas,
      ExtensionSchemas schemas,
      Outbox outbox,
      GroupAudit audit) {
    this.transactions = transactions;
    this.groups = groups;
    this.memberships = memberships;
    this.links = links;
    this.adminProtection = adminProtection;
    this.quotas = quotas;
    this.schemas = schemas;
    this.outbox = outbox;
    this.audit = audit;
  }

  @Override
  public Uni<GroupOutcome> apply(String organization, Optional<String> id, GroupCommand command) {
    return orLastAdmin(
        Conflicts.orTaken(
            Conflicts.retryOnDeadlock(
                () -> transactions.of(organization, () -> change(organization, id, command))),
            UNIQUE,
            attribute -> new GroupOutcome.Refused(new Outcome.Taken(attribute))));
  }

  @Override
  public Uni<GroupOutcome> applyWithin(
      String organization, Optional<String> id, GroupCommand command) {
    return orLastAdmin(change(organization, id, command));
  }

  private static Uni<GroupOutcome> orLastAdmin(Uni<GroupOutcome> change) {
    return change
        .onFailure(NoAdminLeft.class)
        .recoverWithItem(() -> new GroupOutcome.Refused(new Outcome.LastAdmin()));
  }

  private Uni<GroupOutcome> change(String organization, Optional<String> id, GroupCommand command) {
    WrittenRevisions.addRoles();
    return command instanceof GroupCommand.Create create
        ? write(
            GroupLifecycle.create(
                organization, IDS.generate().toString(), create, StoredTime.now()))
        : groups
            .lock(organization, id.orElseThrow())
            .map(state -> GroupLifecycle.decide(state, command, StoredTime.now()))
            .chain(this::write);
  }

  private Uni<GroupOutcome> write(GroupOutcome outcome) {
    return switch (outcome) {
      case GroupOutcome.Accepted accepted ->
          protect(accepted.after(), accepted.members(), () -> write(accepted));
      case GroupOutcome.Ended ended -> protect(ended.before(), NO_MEMBERS, () -> end(ended));
      case GroupOutcome.Unchanged _, GroupOutcome.Refused _ -> Uni.createFrom().item(outcome);
    };
  }

  /** Writes a change unless it takes the organization's last administrator. */
  private Uni<GroupOutcome> protect(
      StoredGroup group, MemberChange members, Supplier<Uni<GroupOutcome>> write) {
    return adminProtection
        .refuses(group, members)
        .chain(
            refused ->
                refused
                    ? Uni.createFrom().item(new GroupOutcome.Refused(new Outcome.LastAdmin()))
                    : write.get());
  }

  private Uni<GroupOutcome> write(GroupOutcome.Accepted accepted) {
    StoredGroup group = accepted.after();
    return memberships
        .unknown(group.organization(), accepted.members())
        .chain(
            unknown ->
                unknown.isPresent()
                    ? Uni.createFrom().item(notAUser(unknown.get()))
                    : accepted
                        .before()
                        .map(before -> update(before, accepted))
                        .orElseGet(() -> insert(accepted)));
  }

  private static GroupOutcome notAUser(String id) {
    return new GroupOutcome.Refused(
        new Outcome.Invalid(
            new ScimError(
                ScimType.INVALID_VALUE,
                "members.value: there is no user with the id " + id + ".")));
  }

  private Uni<GroupOutcome> insert(GroupOutcome.Accepted accepted) {
    return quotas
        .refusesGroup(accepted.after().organization())
        .chain(
            refused ->
                refused.isPresent()
                    ? Uni.createFrom().item(new GroupOutcome.Refused(refused.get()))
                    : type(accepted.after())
                        .chain(type -> groups.insert(type, accepted.after()))
                        .chain(() -> audit.tell(Optional.empty(), Optional.of(accepted.after())))
                        .chain(() -> move(accepted.after(), accepted.members()))
                        .chain(() -> links.created(accepted.after()))
                        .replaceWith(accepted));
  }

  private Uni<GroupOutcome> update(StoredGroup before, GroupOutcome.Accepted accepted) {
    return type(accepted.after())
        .chain(
            type ->
                move(accepted.after(), accepted.members())
                    .chain(
                        touched ->
                            touched == 0 && !before.differsFrom(accepted.after())
                                ? Uni.createFrom().item(new GroupOutcome.Unchanged(before))
                                : groups
                                    .update(type, accepted.after())
                                    .chain(() -> links.renamed(before, accepted.after()))
                                    .chain(
                                        () ->
                                            audit.tell(
                                                Optional.of(before), Optional.of(accepted.after())))
                                    .replaceWith(accepted)));
  }

  private Uni<ResourceType> type(StoredGroup group) {
    return schemas.types(group.organization()).map(ResourceTypes::group);
  }

  private Uni<GroupOutcome> end(GroupOutcome.Ended ended) {
    return links
        .end(ended.before(), () -> remove(ended.before()))
        .chain(() -> audit.tell(Optional.of(ended.before()), Optional.empty()))
        .replaceWith(ended);
  }

  private Uni<Void> remove(StoredGroup group) {
    return move(group, NO_MEMBERS).chain(() -> groups.remove(group));
  }

  /** Adds and removes members, and returns how many. */
  private Uni<Integer> move(StoredGroup group, MemberChange change) {
    if (!change.isSomething()) {
      return Uni.createFrom().item(0);
    }
    Instant now = StoredTime.now();
    // The members move in batches, and a batch is released before the next one. So neither memory
    // nor a statement holds all members of a large group.
    return Multi.createBy()
        .repeating()
        .uni(() -> moveSome(group, change, now))
        .whilst(moved -> moved > 0 && change.isLargerThan(Memberships.MOST_AT_ONCE))
        .collect()
        .with(Collectors.summingInt(moved -> moved));
  }

  private Uni<Integer> moveSome(StoredGroup group, MemberChange change, Instant now) {
    return memberships
        .touched(group.organization(), group.id(), change)
        .chain(
            touched ->
                touched.isEmpty()
                    ? Uni.createFrom().item(0)
                    : move(group, touched, now).replaceWith(touched.size()));
  }

  // INVARIANT: one transaction locks the group and the identities, and writes memberships, the
  // identities' versions and their events.
  private Uni<Void> move(StoredGroup group, List<StoredIdentity> touched, Instant now) {
    List<String> go = ids(touched, group, true);
    List<String> come = ids(touched, group, false);
    return memberships
        .write(group.organization(), group.id(), come, go, now)
        .chain(
            () ->
                outbox.addAll(
                    Topics.IDENTITIES,
                    touched.stream()
                        .map(
                            identity ->
                                identity
                                    .member(
                                        group.id(), !identity.groups().contains(group.id()), now)
                                    .event())
                        .toList()))
        .chain(() -> audit.tellMembers(group, come, go));
  }

  private static List<String> ids(
      List<StoredIdentity> touched, StoredGroup group, boolean members) {
    return touched.stream()
        .filter(identity -> identity.groups().contains(group.id()) == members)
        .map(StoredIdentity::id)
        .toList();
  }

  @Override
  public <T> Uni<T> find(
      String organization, String id, Function<Optional<StoredGroup>, Uni<T>> work) {
    return transactions.of(organization, () -> groups.load(organization, id).chain(work::apply));
  }

  @Override
  public <T> Uni<T> page(
      String organization, ListRequest request, Function<Page<StoredGroup>, Uni<T>> work) {
    return transactions.of(
        organization, () -> groups.page(organization, request).chain(work::apply));
  }

  /** Returns the members of groups, by the groups' ids; a group without members is left out. */
  public Uni<Map<String, List<GroupMember>>> members(String organization, Collection<String> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(Map.of())
        : transactions.of(organization, () -> memberships.of(organization, ids));
  }

  /**
   * Tells whether the answer to a PATCH leaves the group out. A large group is not sent back after
   * each change, and Entra ID wants no group.
   */
  public Uni<Boolean> isPatchedSilently(String organization, String id, Leniency leniency) {
    return leniency == Leniency.ENTRA
        ? Uni.createFrom().item(true)
        : transactions.of(organization, () -> memberships.hasMoreThan(id, SHOWN_UNASKED));
  }

  /** Returns the display names of groups, by their ids. */
  public Uni<Map<String, String>> names(String organization, Collection<String> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(Map.of())
        : transactions.of(organization, () -> groups.names(organization, ids));
  }
}
