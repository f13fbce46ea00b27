package io.bailiwick.worker.accounts;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.Account;
import io.bailiwick.model.Identity;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Versions;
import io.bailiwick.outbox.OutboxEntry;
import io.bailiwick.outbox.StoredTime;
import io.bailiwick.worker.accounts.AccountTable.Planned;
import io.bailiwick.worker.database.Outbox;
import io.bailiwick.worker.database.Transactions;
import io.bailiwick.worker.organizations.Organizations;
import io.bailiwick.worker.planning.AccountPlan;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Creates and changes accounts: the identities of one organization, in their order, in one
 * transaction.
 */
@ApplicationScoped
public class Provisioner {
  private final Transactions transactions;
  private final Organizations organizations;
  private final AccountTable accounts;
  private final AccountListTable lists;
  private final HandleRegister handles;
  private final Outbox outbox;
  private final Timer provisioningTime;

  /**
   * The versions of settings that did not arrive in time, by organization; events do not wait for
   * them again.
   */
  private final Map<String, Long> missed = new ConcurrentHashMap<>();

  Provisioner(
      Transactions transactions,
      Organizations organizations,
      AccountTable accounts,
      AccountListTable lists,
      HandleRegister handles,
      Outbox outbox,
      MeterRegistry metrics) {
    this.transactions = transactions;
    this.organizations = organizations;
    this.accounts = accounts;
    this.lists = lists;
    this.handles = handles;
    this.outbox = outbox;
    this.provisioningTime =
        Timer.builder("bailiwick.provisioning.time")
            .description("From the change of an identity to that of its account")
            .publishPercentileHistogram()
            .register(metrics);
  }

  /**
   * Applies identity events of an organization.
   *
   * @return fails with {@link UnknownOrganization} until its settings have arrived, and with {@link
   *     OutdatedOrganization} if an event was created under newer settings than the known ones
   */
  public Uni<Void> provision(String organization, List<ReceivedIdentity> received) {
    return organizations
        .under(
            organization,
            (connection, found) -> {
              Organization settings =
                  found.orElseThrow(() -> new UnknownOrganization(organization));
              requireNewest(settings, received);
              return apply(connection, settings, received);
            })
        .invoke(applied -> measure(applied))
        .replaceWithVoid();
  }

  /**
   * Applies those events that are newer than an existing account. Earlier events of these people,
   * and the creation of new accounts, stay with {@link #provision}. An event carries the whole
   * identity, so it needs none of the earlier ones.
   */
  public Uni<Void> overtake(String organization, List<ReceivedIdentity> received) {
    return organizations
        .under(
            organization,
            (connection, found) ->
                found.isEmpty()
                    ? Uni.createFrom().item(List.<ReceivedIdentity>of())
                    : applyKnown(connection, found.get(), received))
        .invoke(applied -> measure(applied))
        .replaceWithVoid();
  }

  /** Returns those events that are newer than an existing account. */
  public Uni<List<ReceivedIdentity>> overdue(List<ReceivedIdentity> received) {
    return transactions
        .ofPlatform(connection -> lists.identityVersions(connection, ids(received)))
        .map(
            versions ->
                received.stream()
                    .filter(
                        one ->
                            versions.getOrDefault(one.identity().id(), Long.MAX_VALUE)
                                < one.identity().version())
                    .toList());
  }

  private void requireNewest(Organization settings, List<ReceivedIdentity> received) {
    long newest = newest(received);
    if (settings.version() < newest && missed.getOrDefault(settings.id(), 0L) < newest) {
      throw new OutdatedOrganization(settings.id());
    }
  }

  private static long newest(List<ReceivedIdentity> received) {
    return received.stream().mapToLong(ReceivedIdentity::organizationVersion).max().orElse(0);
  }

  /** Ends the wait for the settings under which these events were created. */
  public void goOnWithoutSettings(String organization, List<ReceivedIdentity> received) {
    missed.merge(organization, newest(received), Math::max);
  }

  private Uni<List<ReceivedIdentity>> apply(
      SqlConnection connection, Organization organization, List<ReceivedIdentity> received) {
    return accounts
        .lock(connection, ids(received))
        .chain(known -> apply(connection, organization, known, received));
  }

  private Uni<List<ReceivedIdentity>> applyKnown(
      SqlConnection connection, Organization organization, List<ReceivedIdentity> received) {
    return accounts
        .lock(connection, ids(received))
        .chain(
            known ->
                apply(
                    connection,
                    organization,
                    known,
                    received.stream()
                        .filter(one -> known.containsKey(one.identity().id()))
                        .toList()));
  }

  private Uni<List<ReceivedIdentity>> apply(
      SqlConnection connection,
      Organization organization,
      Map<String, Account> known,
      List<ReceivedIdentity> received) {
    List<ReceivedIdentity> news = news(known, received);
    return news.isEmpty()
        ? Uni.createFrom().item(news)
        : handles(connection, organization, known, news)
            .chain(handles -> write(connection, organization, known, news, handles))
            .replaceWith(news);
  }

  private static Set<String> ids(List<ReceivedIdentity> received) {
    return received.stream().map(one -> one.identity().id()).collect(Collectors.toSet());
  }

  /**
   * Returns the events that are newer than the accounts; of two with the same version, the first.
   */
  static List<ReceivedIdentity> news(Map<String, Account> known, List<ReceivedIdentity> received) {
    Map<String, Long> versions = new HashMap<>();
    known.forEach((id, account) -> versions.put(id, account.identityVersion()));
    List<ReceivedIdentity> news = new ArrayList<>();
    for (ReceivedIdentity candidate : received) {
      Identity identity = candidate.identity();
      long before = versions.getOrDefault(identity.id(), 0L);
      if (!Versions.follows(before, identity.version())) {
        throw new UnlikelyVersion();
      }
      if (identity.version() > before) {
        versions.put(identity.id(), identity.version());
        news.add(candidate);
      }
    }
    return news;
  }

  private Uni<Map<String, String>> handles(
      SqlConnection connection,
      Organization organization,
      Map<String, Account> known,
      List<ReceivedIdentity> news) {
    return handles.give(
        connection,
        organization.handles(),
        news.stream()
            .map(ReceivedIdentity::identity)
            .filter(one -> AccountPlan.needsHandle(Optional.ofNullable(known.get(one.id())), one))
            .toList());
  }

  // INVARIANT: accounts, ledger and events are written in the caller's transaction.
  private Uni<Void> write(
      SqlConnection connection,
      Organization organization,
      Map<String, Account> known,
      List<ReceivedIdentity> news,
      Map<String, String> handles) {
    Map<String, Account> current = new HashMap<>(known);
    List<Planned> planned = new ArrayList<>();
    List<OutboxEntry> entries = new ArrayList<>();
    Instant now = StoredTime.now();
    for (ReceivedIdentity received : news) {
      Identity identity = received.identity();
      Optional<Account> before = Optional.ofNullable(current.get(identity.id()));
      AccountEvent event =
          AccountPlan.plan(
              before, identity, organization, Optional.ofNullable(handles.get(identity.id())), now);
      current.put(identity.id(), event.account());
      planned.add(new Planned(event, identity));
      entries.addAll(entries(before, event, received));
    }
    return accounts
        .write(connection, organization.id(), organization.version(), planned)
        .chain(() -> outbox.add(connection, entries));
  }

  private List<OutboxEntry> entries(
      Optional<Account> before, AccountEvent event, ReceivedIdentity received) {
    Optional<String> traceparent =
        Optional.ofNullable(received.wire().headers().get(WireEvent.TRACEPARENT));
    return outbox.entries(before, event, Revision.of(received.identity()), traceparent);
  }

  private void measure(List<ReceivedIdentity> applied) {
    Instant now = Instant.now();
    applied.forEach(
        received ->
            provisioningTime.record(Duration.between(received.identity().changedAt(), now)));
  }

  /** Signals a version far beyond the newest known one. */
  public static final class UnlikelyVersion extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnlikelyVersion() {
      super("a version far beyond the newest one that is known", null, false, false);
    }
  }

  /** Signals that only an older version of an organization's settings has arrived so far. */
  public static final class OutdatedOrganization extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutdatedOrganization(String organization) {
      super("newer settings of " + organization + " have not come in", null, false, false);
    }
  }

  /** Signals that no settings of an organization have arrived so far. */
  public static final class UnknownOrganization extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownOrganization(String organization) {
      super("the organization " + organization + " is not known", null, false, false);
    }
  }
}
