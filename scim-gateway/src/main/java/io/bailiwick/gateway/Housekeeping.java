package io.bailiwick.gateway;

import io.bailiwick.service.FailureTrace;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Removes what has expired: grants, sessions, logout tokens, traces of failed sign-ins. */
@ApplicationScoped
class Housekeeping {
  private static final Logger LOG = Logger.getLogger(Housekeeping.class);

  /** How many rows of each table at a time: what is left waits for the next round. */
  private static final int BATCH = 5000;

  @Scheduled(every = "10m", delayed = "1m")
  Uni<Void> purge() {
    return Panache.withTransaction(
            () ->
                Panache.getSession()
                    .chain(
                        session ->
                            session
                                .createNativeQuery("select purge_expired(?1)", Long.class)
                                .setParameter(1, BATCH)
                                .getSingleResult()))
        .invoke(purged -> LOG.debugf("%d expired rows removed", purged))
        .onFailure()
        .invoke(failure -> LOG.warnf("Nothing was removed: %s", FailureTrace.of(failure)))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }
}
