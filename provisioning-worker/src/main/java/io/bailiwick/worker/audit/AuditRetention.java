package io.bailiwick.worker.audit;

import io.bailiwick.service.FailureTrace;
import io.bailiwick.worker.database.Transactions;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Deletes entries after the retention time, from the old end of each chain. The database's function
 * for it is the only way in which this service can delete entries.
 */
@ApplicationScoped
class AuditRetention {
  private static final Logger LOG = Logger.getLogger(AuditRetention.class);
  private static final Duration FIRST = Duration.ofMinutes(10);
  private static final Duration EVERY = Duration.ofHours(1);

  /** The most entries that one transaction deletes, so that it takes a moment only. */
  private static final int PIECE = 5_000;

  /** The shortest retention: the topic may deliver an entry again for 30 days. */
  private static final Duration SHORTEST = Duration.ofDays(31);

  private final Transactions transactions;
  private final Vertx vertx;
  private final AuditSettings settings;

  AuditRetention(Transactions transactions, Vertx vertx, AuditSettings settings) {
    this.transactions = transactions;
    this.vertx = vertx;
    this.settings = settings;
  }

  void onStart(@Observes StartupEvent event) {
    if (settings.retention().compareTo(SHORTEST) < 0) {
      throw new ConfigurationException("bailiwick.audit.retention must be P31D or more.");
    }
    vertx.setPeriodic(
        FIRST.toMillis(),
        EVERY.toMillis(),
        timer ->
            expire(PIECE)
                .subscribe()
                .with(
                    gone -> LOG.debugf("%d audit entries have expired", gone),
                    failure ->
                        LOG.warnf("Audit entries expire later: %s", FailureTrace.of(failure))));
  }

  /**
   * Deletes what has expired, piece by piece, and returns how many entries that was.
   *
   * @param most the most entries of a piece
   */
  Uni<Long> expire(int most) {
    return Multi.createBy()
        .repeating()
        .uni(() -> piece(most))
        .whilst(gone -> gone >= most)
        .collect()
        .with(Collectors.summingLong(gone -> gone));
  }

  private Uni<Long> piece(int most) {
    return transactions
        .pool()
        .preparedQuery("select expire_audit(make_interval(secs => $1::bigint), $2)")
        .execute(Tuple.of(settings.retention().toSeconds(), most))
        .map(rows -> rows.iterator().next().getLong(0));
  }
}
