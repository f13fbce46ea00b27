package io.bailiwick.gateway.directory;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.bailiwick.event.Topics;
import io.bailiwick.gateway.database.Conflicts;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.database.WrittenRevisions;
import io.bailiwick.gateway.directory.rules.IdentityCommand;
import io.bailiwick.gateway.directory.rules.IdentityLifecycle;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.organizations.Invitations;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.gateway.schema.ResourceTypes;
import io.bailiwick.gateway.schema.query.ListRequest;
import io.bailiwick.gateway.schema.query.Page;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Organization;
import io.bailiwick.model.SignInSettings;
import io.bailiwick.outbox.StoredTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The identities of an organization. It loads, lets the rule decide, and writes effect and event.
 */
@ApplicationScoped
public class IdentityDirectory implements Directory<IdentityCommand, StoredIdentity> {
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private final Transactions transactions;
  private final Identities identities;
  private final Groups groups;
  private final Memberships memberships;
  private final Organizations organizations;
  private final Invitations invitations;
  private final AdminProtection adminProtection;
  private final Quotas quotas;
  private final ExtensionSchemas schemas;
  private final LeaverGuard guard;
  private final Outbox outbox;

  IdentityDirectory(
      Transactions transactions,
      Identities identities,
      Groups groups,
      Memberships memberships,
      Organizations organizations,
      Invitations invitations,
      AdminProtection adminProtection,
      Quotas quotas,
      ExtensionSchemas schemas,
      LeaverGuard guard,
      Outbox outbox) {
    this.transactions = transactions;
    this.identities = identities;
    this.groups = groups;
    this.memberships = memberships;
    this.organizations = organizations;
    this.invitations = invitations;
    this.adminProtection = adminProtection;
    this.quotas = quotas;
    this.schemas = schemas;
    this.guard = guard;
    this.outbox = outbox;
  }

  @Override
  public Uni<Outcome> apply(String organization, Optional<String> id, IdentityCommand command) {
    return Conflicts.orTaken(
        command instanceof IdentityCommand.Create create
            ? createAlone(organization, create)
            : Conflicts.retryOnDeadlock(
                () -> transactions.of(organization, () -> applyWithin(organization, id, command))),
        UNIQUE,
        Outcome.Taken::new);
  }

  @Override
  public Uni<Outcome> applyWithin(
      String organization, Optional<String> id, IdentityCommand command) {
    return command instanceof IdentityCommand.Create create
        ? createWithin(organization, create)
        : change(organization, id.orElseThrow(), command);
  }

  /** Creates an identity, or takes over the one that sign-in has created for the person. */
  private Uni<Outcome> createAlone(String organization, IdentityCommand.Create command) {
    String id = newId();
    StoredIdentity wanted = StoredIdentity.of(command.resource());
    return Conflicts.retryOnRace(
        UNIQUE,
        () ->
            transactions.alone(
                organization,
                wanted.externalId(),
                () -> create(organization, id, command, wanted)));
  }

  private Uni<Outcome> createWithin(String organization, IdentityCommand.Create command) {
    StoredIdentity wanted = StoredIdentity.of(command.resource());
    return wanted
        .externalId()
        .<Uni<?>>map(key -> transactions.claim(organization, key))
        .orElseGet(() -> Uni.createFrom().voidItem())
        .chain(() -> create(organization, newId(), command, wanted));
  }

  private Uni<Outcome> create(
      String organization, String id, IdentityCommand.Create command, StoredIdentity wanted) {
    return identities
        .candidates(
            organization, wanted.externalId(), Optional.of(wanted.userName()), wanted.uniqueEmail())
        .chain(
            candidates ->
                Uni.combine()
                    .all()
                    .unis(
                        signIn(organization, candidates),
                        invitations.role(organization, wanted.uniqueEmail()))
                    .usingConcurrencyOf(1)
                    .with(
                        (signIn, role) ->
                            IdentityLifecycle.create(
                                organization,
                                id,
                                command,
                                candidates,
                                role,
                                signIn,
                                StoredTime.now())))
        .chain(this::write)
        .invoke(outcome -> noteRole(command, outcome));
  }

  /** Changes or deletes an identity. */
  private Uni<Outcome> change(String organization, String id, IdentityCommand command) {
    return identities
        .lock(organization, id)
        .chain(state -> decided(organization, state, command))
        .chain(
            outcome -> isEmergency(command) ? stored(outcome) : keyed(outcome).chain(this::write))
        .invoke(outcome -> noteRole(command, outcome));
  }

  /** Notes the role of a person who may act, even if nothing differs: it may have just changed. */
  private static void noteRole(IdentityCommand command, Outcome outcome) {
    if (!(command instanceof IdentityCommand.EndSessions)
        && outcome instanceof Outcome.Granted granted
        && granted.identity().mayAct()) {
      WrittenRevisions.addRoles();
    }
  }

  private Uni<Outcome> decided(
      String organization, Optional<StoredIdentity> state, IdentityCommand command) {
    return Uni.combine()
        .all()
        .unis(signIn(organization, state.stream().toList()), transactions.now())
        .usingConcurrencyOf(1)
        .with(
            (signIn, now) ->
                IdentityLifecycle.decide(state, command, signIn.attributeOwnership(), now));
  }

  @Override
  public <T> Uni<T> find(
      String organization, String id, Function<Optional<StoredIdentity>, Uni<T>> work) {
    return transactions.of(
        organization,
        () ->
            identities
                .load(organization, id)
                .map(found -> found.filter(identity -> !identity.deleted()))
                .chain(work::apply));
  }

  @Override
  public <T> Uni<T> page(
      String organization, ListRequest request, Function<Page<StoredIdentity>, Uni<T>> work) {
    return transactions.of(
        organization, () -> identities.page(organization, request).chain(work::apply));
  }

  /**
   * Loads the settings of sign-in only if sign-in has created an identity or written attributes.
   */
  private Uni<SignInSettings> signIn(String organization, List<StoredIdentity> touched) {
    return touched.stream()
            .allMatch(identity -> identity.pushed() && identity.login().owned().isEmpty())
        ? Uni.createFrom().item(SignInSettings.DEFAULT)
        : organizations
            .load(organization)
            .map(found -> found.map(Organization::signIn).orElseThrow());
  }

  /**
   * Tells whether a command is the operator's. The last administrator is protected from the
   * identity provider only.
   */
  private static boolean isEmergency(IdentityCommand command) {
    return command instanceof IdentityCommand.Lock;
  }

  private Uni<Outcome> stored(Outcome outcome) {
    return outcome instanceof Outcome.Accepted accepted
        ? store(accepted).replaceWith(outcome)
        : Uni.createFrom().item(outcome);
  }

  // INVARIANT: the row and its event are written in the running transaction.
  public Uni<Outcome> write(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted when accepted.before().isEmpty() ->
          quotas
              .refusesIdentity(accepted.identity().organization())
              .chain(
                  refused ->
                      refused.isPresent()
                          ? Uni.createFrom().item(refused.get())
                          : store(accepted).replaceWith(outcome));
      case Outcome.Accepted accepted ->
          adminProtection
              .refuses(accepted)
              .chain(
                  refused ->
                      refused
                          ? Uni.createFrom().item(new Outcome.LastAdmin())
                          : store(accepted).replaceWith(outcome));
      case Outcome.Unchanged _, Outcome.Rejected _ -> Uni.createFrom().item(outcome);
    };
  }

  /**
   * Accepts the key that a change gives an identity, unless another person signs in by that key.
   * That person would go on signing in, whatever happened to this identity.
   */
  private Uni<Outcome> keyed(Outcome outcome) {
    if (!(outcome instanceof Outcome.Accepted accepted) || accepted.newKey().isEmpty()) {
      return Uni.createFrom().item(outcome);
    }
    StoredIdentity identity = accepted.identity();
    String key = accepted.newKey().get();
    return transactions
        .claim(identity.organization(), key)
        .chain(() -> identities.signingInBy(identity.organization(), key))
        .map(
            owner ->
                owner.filter(id -> !id.equals(identity.id())).isPresent()
                    ? new Outcome.Taken("externalId")
                    : outcome);
  }

  private Uni<Void> store(Outcome.Accepted accepted) {
    return guard.watch(accepted).chain(this::storeWatched);
  }

  private Uni<Void> storeWatched(Outcome.Accepted accepted) {
    StoredIdentity identity = accepted.identity();
    return schemas
        .types(identity.organization())
        .map(ResourceTypes::user)
        .chain(
            type ->
                accepted
                    .before()
                    .map(before -> identities.update(type, before, identity))
                    .orElseGet(() -> identities.insert(type, identity)))
        .chain(
            () ->
                outbox.add(
                    Topics.IDENTITIES, accepted.event(), accepted.before(), Optional.of(identity)))
        .chain(() -> leaveGroups(accepted));
  }

  /** Removes a deleted person from all groups, so that each group has one member less. */
  private Uni<Void> leaveGroups(Outcome.Accepted accepted) {
    Set<String> left = accepted.before().map(StoredIdentity::groups).orElse(Set.of());
    return left.isEmpty() || !accepted.identity().groups().isEmpty()
        ? Uni.createFrom().voidItem()
        : memberships
            .leaveAll(accepted.identity().id())
            .chain(
                () ->
                    groups.membersChanged(
                        accepted.identity().organization(), left, accepted.identity().changedAt()));
  }

  public static String newId() {
    return ManagedId.of(IDS.generate());
  }
}
