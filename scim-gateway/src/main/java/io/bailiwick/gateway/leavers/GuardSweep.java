package io.bailiwick.gateway.leavers;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.bailiwick.service.FailureTrace;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Lets the guard look at the organizations that accounts have left, and deletes the departures that
 * do not count any more. A replica completes what another one left unfinished.
 */
@ApplicationScoped
class GuardSweep {
  private static final Logger LOG = Logger.getLogger(GuardSweep.class);

  private static final String TO_GUARD =
      "select organization from organizations_to_guard(cast(cast(:window as text) as interval),"
          + " :smallest)";
  private static final String PURGE =
      "select purge_departures(cast(cast(:window as text) as interval), :smallest)";

  /** The rows of a kind that one transaction deletes. */
  private static final long BATCH = 1000;

  private final MassDeprovisioningGuard guard;

  GuardSweep(MassDeprovisioningGuard guard) {
    this.guard = guard;
  }

  @Scheduled(every = "1s", delayed = "1s", concurrentExecution = SKIP)
  Uni<Void> count() {
    return each(guard::count);
  }

  /** Holds and releases apart from {@link #count}, which does not wait until many are held. */
  @Scheduled(every = "1s", delayed = "1s", concurrentExecution = SKIP)
  Uni<Void> complete() {
    return each(guard::complete);
  }

  private Uni<Void> each(Function<String, Uni<Void>> work) {
    return quietly(
        select(TO_GUARD, String.class, (long) guard.limits().departures())
            .chain(
                organizations ->
                    Multi.createFrom()
                        .iterable(organizations)
                        .onItem()
                        .transformToUniAndConcatenate(
                            organization ->
                                quietly(work.apply(organization)).replaceWith(organization))
                        .collect()
                        .asList())
            .replaceWithVoid());
  }

  @Scheduled(every = "1m", delayed = "1m", concurrentExecution = SKIP)
  Uni<Void> purge() {
    return quietly(
        Multi.createBy()
            .repeating()
            .uni(() -> select(PURGE, Long.class, BATCH))
            .whilst(purged -> purged.getFirst() > 0)
            .collect()
            .last()
            .replaceWithVoid());
  }

  private <T> Uni<List<T>> select(String sql, Class<T> type, long smallest) {
    return Panache.withTransaction(
        () ->
            Panache.getSession()
                .chain(
                    session ->
                        session
                            .createNativeQuery(sql, type)
                            .setParameter("window", guard.limits().window().toString())
                            .setParameter("smallest", smallest)
                            .getResultList()));
  }

  /** Logs a failure: the next sweep tries again. */
  private static Uni<Void> quietly(Uni<Void> work) {
    return work.onFailure()
        .invoke(failure -> LOG.warnf("The guard could not look: %s", FailureTrace.of(failure)))
        .onFailure()
        .recoverWithNull();
  }
}
