package io.bailiwick.gateway;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.bailiwick.service.FailureTrace;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Deletes expired rows: grants, sessions, logout tokens, traces of failed sign-ins, the request
 * log.
 */
@ApplicationScoped
class Housekeeping {
  private static final Logger LOG = Logger.getLogger(Housekeeping.class);

  /** The most rows of a table that one transaction deletes, so that transactions stay short. */
  private static final int BATCH = 1000;

  @Scheduled(every = "10m", delayed = "1m", concurrentExecution = SKIP)
  Uni<Void> purge() {
    return Multi.createBy()
        .repeating()
        .uni(Housekeeping::batch)
        .whilst(purged -> purged > 0)
        .collect()
        .with(Collectors.summingLong(Long::longValue))
        .invoke(purged -> LOG.debugf("%d expired rows removed", purged))
        .onFailure()
        .invoke(failure -> LOG.warnf("Not all was removed: %s", FailureTrace.of(failure)))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private static Uni<Long> batch() {
    return Panache.withTransaction(
        () ->
            Panache.getSession()
                .chain(
                    session ->
                        session
                            .createNativeQuery("select purge_expired(?1)", Long.class)
                            .setParameter(1, BATCH)
                            .getSingleResult()));
  }
}
