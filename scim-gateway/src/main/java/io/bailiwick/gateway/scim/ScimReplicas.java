package io.bailiwick.gateway.scim;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.service.FailureTrace;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The number of replicas that serve SCIM. Each writes to a table that it runs; one that has been
 * silent for 15 s does not count. Without the database the last number stays.
 */
@ApplicationScoped
class ScimReplicas {
  private static final Logger LOG = Logger.getLogger(ScimReplicas.class);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(1);

  private static final String SEEN =
      """
      with gone as (delete from replica where seen_at < now() - interval '1 hour'),
        seen as (insert into replica values ($1, now())
          on conflict (instance) do update set seen_at = now())
      select count(*) from replica
        where instance <> $1 and seen_at > now() - interval '15 seconds'""";

  private final String instance = UUID.randomUUID().toString();
  private final Pool pool;
  private final boolean serves;
  private volatile int count = 1;

  ScimReplicas(Pool pool, GatewaySettings settings) {
    this.pool = pool;
    this.serves = settings.serves().contains(GatewaySettings.Face.SCIM);
  }

  /** Returns the number of replicas, with this one. */
  int count() {
    return count;
  }

  @Scheduled(every = "5s", concurrentExecution = SKIP)
  Uni<Void> look() {
    if (!serves) {
      return Uni.createFrom().voidItem();
    }
    return pool.preparedQuery(SEEN)
        .execute(Tuple.of(instance))
        .invoke(rows -> count = 1 + rows.iterator().next().getLong(0).intValue())
        .onFailure()
        .invoke(failure -> LOG.debugf("The replicas are unknown: %s", FailureTrace.of(failure)))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  void onStop(@Observes ShutdownEvent event) {
    pool.preparedQuery("delete from replica where instance = $1")
        .execute(Tuple.of(instance))
        .onFailure()
        .recoverWithNull()
        .await()
        .atMost(LONGEST_STOP);
  }
}
