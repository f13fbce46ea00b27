package io.bailiwick.worker.audit;

import io.bailiwick.worker.database.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The audit log: one chain of entries for each organization. */
@ApplicationScoped
public class AuditLog {
  private static final int EXPORT_PAGE = 500;

  private final Transactions transactions;
  private final AuditTable table;

  AuditLog(Transactions transactions, AuditTable table) {
    this.transactions = transactions;
    this.table = table;
  }

  // INVARIANT: the chain is locked first. So the known entries are all known ones, and entries have
  // one order, however many replicas append.
  /** Appends entries of an organization in their order; the log takes each id once. */
  public Uni<Void> append(String organization, List<ReceivedEntry> received) {
    List<String> ids = received.stream().map(one -> one.entry().id()).toList();
    return transactions.of(
        organization,
        connection ->
            table
                .lock(connection, organization)
                .chain(
                    head ->
                        table
                            .known(connection, organization, ids)
                            .map(known -> news(known, received))
                            .chain(
                                news ->
                                    news.isEmpty()
                                        ? Uni.createFrom().voidItem()
                                        : table.append(connection, organization, head, news))));
  }

  private static List<ReceivedEntry> news(Set<String> known, List<ReceivedEntry> received) {
    Set<String> taken = new HashSet<>(known);
    return received.stream().filter(one -> taken.add(one.entry().id())).toList();
  }

  /** Returns the end of an organization's chain. */
  Uni<AuditHead> head(String organization) {
    return transactions.of(organization, connection -> table.head(connection, organization));
  }

  /** Returns wanted entries before a sequence, newest first. */
  Uni<List<ChainedEntry>> page(String organization, AuditQuery query, long before, int limit) {
    return transactions.of(
        organization, connection -> table.before(connection, organization, query, before, limit));
  }

  /** Returns all wanted entries after a sequence, oldest first; it reads them page by page. */
  Multi<ChainedEntry> export(String organization, AuditQuery query, long after) {
    AtomicLong next = new AtomicLong(after);
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                transactions
                    .of(
                        organization,
                        connection ->
                            table.after(connection, organization, query, next.get(), EXPORT_PAGE))
                    .invoke(
                        page -> {
                          if (!page.isEmpty()) {
                            next.set(page.getLast().sequence());
                          }
                        }))
        .whilst(page -> page.size() == EXPORT_PAGE)
        .onItem()
        .disjoint();
  }
}
