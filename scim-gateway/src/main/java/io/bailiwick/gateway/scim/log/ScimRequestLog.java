package io.bailiwick.gateway.scim.log;

import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.outbox.DatabaseFailures;
import io.bailiwick.service.FailureTrace;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * The log of SCIM requests for each organization's administrator. Requests wait in memory and are
 * written every 250 ms, up to 500 in one statement, so that the log does not delay them. A crash
 * loses the requests that wait, but none of their effects.
 */
@ApplicationScoped
public class ScimRequestLog {
  private static final Logger LOG = Logger.getLogger(ScimRequestLog.class);
  private static final long BEHIND_MILLIS = 250;
  private static final int BATCH = 500;
  private static final int EXPORT_PAGE = 1000;

  /** The most requests that wait; further ones are lost, for example while PostgreSQL is away. */
  private static final int MOST_WAITING = 20_000;

  private static final Duration AT_THE_END = Duration.ofSeconds(5);

  private final BlockingQueue<ScimRequest> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicBoolean writing = new AtomicBoolean();
  private final ScimRequestTable table;
  private final Organizations organizations;
  private final Transactions transactions;
  private final Vertx vertx;
  private final Counter lost;

  ScimRequestLog(
      ScimRequestTable table,
      Organizations organizations,
      Transactions transactions,
      Vertx vertx,
      MeterRegistry metrics) {
    this.table = table;
    this.organizations = organizations;
    this.transactions = transactions;
    this.vertx = vertx;
    this.lost =
        Counter.builder("bailiwick.scim.requests.unlogged")
            .description("SCIM requests that are missing in the organizations' request log")
            .register(metrics);
  }

  void onStart(@Observes StartupEvent event) {
    vertx.setPeriodic(BEHIND_MILLIS, timer -> writeWhatWaits());
  }

  void onStop(@Observes ShutdownEvent event) {
    while (!waiting.isEmpty()) {
      write(batch()).await().atMost(AT_THE_END);
    }
  }

  /**
   * Adds a request without waiting. If too many wait already, the request is lost and counted in
   * {@code bailiwick.scim.requests.unlogged}.
   */
  public void add(ScimRequest request) {
    if (!waiting.offer(request)) {
      lost.increment();
    }
  }

  private void writeWhatWaits() {
    if (!waiting.isEmpty() && writing.compareAndSet(false, true)) {
      write(batch())
          .onTermination()
          .invoke(() -> writing.set(false))
          .subscribe()
          .with(
              written -> {
                if (waiting.size() >= BATCH) {
                  writeWhatWaits();
                }
              });
    }
  }

  private List<ScimRequest> batch() {
    List<ScimRequest> batch = new ArrayList<>(BATCH);
    waiting.drainTo(batch, BATCH);
    return batch;
  }

  /** Writes requests; after a failure one by one, so that one bad row does not cost the others. */
  private Uni<Void> write(List<ScimRequest> batch) {
    return table
        .insert(batch)
        .onFailure(failure -> batch.size() > 1 && !DatabaseFailures.isOutage(failure))
        .recoverWithUni(
            () ->
                Multi.createFrom()
                    .iterable(batch)
                    .onItem()
                    .transformToUniAndConcatenate(one -> write(List.of(one)))
                    .onItem()
                    .ignoreAsUni())
        .onFailure()
        .invoke(
            failure -> {
              lost.increment(batch.size());
              LOG.warnf(
                  "The request log lacks %d requests: %s", batch.size(), FailureTrace.of(failure));
            })
        .onFailure()
        .recoverWithNull();
  }

  /**
   * Returns the newest requests that a query selects, newest first.
   *
   * @param limit the most requests to return
   * @return empty if the organization does not exist
   */
  public Uni<Optional<List<ScimRequest>>> find(
      String organization, RequestQuery wanted, int limit) {
    return transactions.on(
        organization,
        organizations::load,
        owner -> table.find(organization, wanted, limit).map(Optional::of),
        Optional::empty);
  }

  /**
   * Returns all requests that a query selects, newest first. They are read in pages of 1000 while
   * the subscriber takes them.
   *
   * @return fails with {@link java.util.NoSuchElementException} if the organization does not exist
   */
  public Multi<ScimRequest> export(String organization, RequestQuery wanted) {
    AtomicReference<RequestQuery> next = new AtomicReference<>(wanted);
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                find(organization, next.get(), EXPORT_PAGE)
                    .map(Optional::orElseThrow)
                    .invoke(
                        page -> {
                          if (!page.isEmpty()) {
                            next.set(wanted.before(page.getLast().id()));
                          }
                        }))
        .whilst(page -> page.size() == EXPORT_PAGE)
        .onItem()
        .disjoint();
  }
}
