package io.bailiwick.worker.accounts;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.model.Identity;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import io.bailiwick.outbox.DatabaseFailures;
import io.bailiwick.outbox.OutboxEntry;
import io.bailiwick.outbox.StoredTime;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.worker.accounts.AccountRow.Known;
import io.bailiwick.worker.accounts.AccountTable.Planned;
import io.bailiwick.worker.database.Outbox;
import io.bailiwick.worker.database.Transactions;
import io.bailiwick.worker.organizations.Organizations;
import io.bailiwick.worker.planning.AccountPlan;
import io.bailiwick.worker.planning.Concerned;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Plans existing accounts of an organization anew, in short transactions. Each plans its accounts
 * under the settings of that moment, from the identities that are stored with them.
 */
@ApplicationScoped
class AccountBatches {
  private static final Logger LOG = Logger.getLogger(AccountBatches.class);
  private static final int PAGE = 10_000;

  /** So few that a change of one of these accounts does not wait for long. */
  private static final int BATCH = 250;

  /** The accounts of an organization that are planned before those of another one have a turn. */
  private static final int TURN = 1_000;

  private static final int ATTEMPTS = 3;

  private final Transactions transactions;
  private final Organizations organizations;
  private final AccountTable accounts;
  private final HandleRegister handles;
  private final Outbox outbox;

  AccountBatches(
      Transactions transactions,
      Organizations organizations,
      AccountTable accounts,
      HandleRegister handles,
      Outbox outbox) {
    this.transactions = transactions;
    this.organizations = organizations;
    this.accounts = accounts;
    this.handles = handles;
    this.outbox = outbox;
  }

  /**
   * Plans the concerned accounts of an organization, one batch after another. An account that
   * begins to be concerned meanwhile is planned by its own change.
   *
   * @param seen gets each batch after its transaction
   */
  Uni<Void> each(String organization, Concerned concerned, Mode mode, Consumer<Batch> seen) {
    AtomicReference<Walk> walk = new AtomicReference<>(Walk.of(organization, concerned));
    return Multi.createBy()
        .repeating()
        .uni(() -> next(walk.get(), mode, seen).invoke(walk::set))
        .until(Walk::isAtItsEnd)
        .onItem()
        .ignoreAsUni();
  }

  /**
   * Plans the next accounts of a walk like {@link #each}, and returns the rest of the walk. These
   * accounts are few, so that walks through several organizations can take turns.
   */
  Uni<Walk> next(Walk walk, Mode mode, Consumer<Batch> seen) {
    if (walk.isAtItsEnd()) {
      return Uni.createFrom().item(walk);
    }
    if (walk.ids.isEmpty()) {
      return page(walk).chain(read -> next(read, mode, seen));
    }
    List<String> turn = walk.ids.subList(0, Math.min(TURN, walk.ids.size()));
    return Multi.createFrom()
        .iterable(chunks(turn))
        .onItem()
        .transformToUniAndConcatenate(chunk -> batch(walk.organization, chunk, mode))
        .invoke(seen)
        .onItem()
        .ignoreAsUni()
        .replaceWith(() -> walk.without(turn.size()));
  }

  private Uni<Walk> page(Walk walk) {
    return transactions
        .of(
            walk.organization,
            in -> accounts.concerned(in, walk.organization, walk.concerned, walk.after, PAGE))
        .map(
            ids ->
                new Walk(
                    walk.organization,
                    walk.concerned,
                    ids,
                    ids.isEmpty() ? walk.after : ids.getLast(),
                    ids.size() < PAGE));
  }

  private static List<List<String>> chunks(List<String> ids) {
    List<List<String>> chunks = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += BATCH) {
      chunks.add(ids.subList(from, Math.min(from + BATCH, ids.size())));
    }
    return chunks;
  }

  private Uni<Batch> batch(String organization, List<String> ids, Mode mode) {
    return organizations
        .under(
            organization,
            (connection, settings) ->
                settings
                    .map(present -> plan(connection, present, ids, mode))
                    .orElseGet(() -> Uni.createFrom().item(new Batch(0, 0, 0, List.of()))))
        .onFailure(failure -> !DatabaseFailures.isOutage(failure))
        // Another account may have received the same handle meanwhile.
        .retry()
        .withBackOff(Duration.ofMillis(100))
        .atMost(ATTEMPTS)
        .onFailure(failure -> !DatabaseFailures.isOutage(failure))
        .recoverWithUni(failure -> oneByOne(organization, ids, mode, failure));
  }

  /** Plans the accounts of a failed batch one by one, so that one of them does not stop others. */
  private Uni<Batch> oneByOne(String organization, List<String> ids, Mode mode, Throwable failure) {
    if (ids.size() == 1) {
      LOG.errorf(
          "The account %s cannot be planned anew: %s", ids.getFirst(), FailureTrace.of(failure));
      return Uni.createFrom().item(new Batch(0, 0, 1, List.of()));
    }
    return Multi.createFrom()
        .iterable(ids)
        .onItem()
        .transformToUniAndConcatenate(id -> batch(organization, List.of(id), mode))
        .collect()
        .asList()
        .map(Batch::together);
  }

  private Uni<Batch> plan(
      SqlConnection connection, Organization settings, List<String> ids, Mode mode) {
    return accounts
        .lockKnown(connection, ids)
        .chain(
            known ->
                handles
                    .give(connection, settings.handles(), withoutHandle(known))
                    .map(given -> changes(settings, known, given))
                    .call(
                        changes ->
                            mode == Mode.WRITE
                                ? write(connection, settings, changes)
                                : Uni.createFrom().voidItem())
                    .map(changes -> new Batch(settings.version(), known.size(), 0, changes)));
  }

  private static List<Identity> withoutHandle(List<Known> batch) {
    return batch.stream()
        .filter(known -> AccountPlan.needsHandle(Optional.of(known.account()), known.identity()))
        .map(Known::identity)
        .toList();
  }

  private static List<Change> changes(
      Organization settings, List<Known> batch, Map<String, String> given) {
    Instant now = StoredTime.now();
    List<Change> changes = new ArrayList<>();
    for (Known known : batch) {
      Optional<String> handle = Optional.ofNullable(given.get(known.account().id()));
      AccountPlan.replan(known.account(), known.identity(), settings, handle, now)
          .ifPresent(event -> changes.add(new Change(known, event)));
    }
    return changes;
  }

  // INVARIANT: accounts and events are written in the caller's transaction.
  private Uni<Void> write(SqlConnection connection, Organization settings, List<Change> changes) {
    if (changes.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<Planned> planned =
        changes.stream().map(one -> new Planned(one.event(), one.before().identity())).toList();
    List<OutboxEntry> entries =
        changes.stream()
            .flatMap(
                one ->
                    outbox
                        .entries(
                            Optional.of(one.before().account()),
                            one.event(),
                            Revision.of(settings),
                            Optional.empty())
                        .stream())
            .toList();
    return accounts
        .replace(connection, settings.id(), settings.version(), planned)
        .chain(() -> outbox.add(connection, entries));
  }

  /**
   * The rest of a walk through the concerned accounts of an organization.
   *
   * @param ids the next accounts
   * @param after the last account that was read
   * @param allRead whether no account comes after that one
   */
  record Walk(
      String organization, Concerned concerned, List<String> ids, String after, boolean allRead) {
    Walk {
      ids = List.copyOf(ids);
    }

    /** Returns the walk through all of them. */
    static Walk of(String organization, Concerned concerned) {
      return new Walk(organization, concerned, List.of(), "", concerned.isNobody());
    }

    boolean isAtItsEnd() {
      return allRead && ids.isEmpty();
    }

    private Walk without(int first) {
      return new Walk(organization, concerned, ids.subList(first, ids.size()), after, allRead);
    }
  }

  /** Whether accounts that differ from their plan are changed. */
  enum Mode {
    WRITE,
    COMPARE
  }

  /**
   * The result of a transaction.
   *
   * @param version the version of the settings
   * @param accounts the number of accounts that were planned
   * @param failed the number of accounts that could not be planned
   * @param changes those of them that differ from their plan
   */
  record Batch(long version, int accounts, int failed, List<Change> changes) {
    Batch {
      changes = List.copyOf(changes);
    }

    private static Batch together(List<Batch> parts) {
      return new Batch(
          parts.stream().mapToLong(Batch::version).max().orElse(0),
          parts.stream().mapToInt(Batch::accounts).sum(),
          parts.stream().mapToInt(Batch::failed).sum(),
          parts.stream().flatMap(part -> part.changes().stream()).toList());
    }
  }

  /** An account that differs from its plan. */
  record Change(Known before, AccountEvent event) {}
}
