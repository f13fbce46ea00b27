package io.bailiwick.outbox;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The connections to PostgreSQL. A request that waits for a connection in vain fails within
 * seconds. The number of waiting requests is limited: an endless queue would delay every later
 * request too.
 */
@Singleton
public class ConnectionPool implements PgPoolCreator {
  private static final int WAIT_SECONDS = 3;
  private static final int MOST_WAITING = 1000;

  @Override
  public Pool create(Input input) {
    PoolOptions options =
        input
            .poolOptions()
            .setConnectionTimeout(WAIT_SECONDS)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS)
            .setMaxWaitQueueSize(MOST_WAITING);
    return PgBuilder.pool()
        .with(options)
        .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
        .using(input.vertx())
        .build();
  }
}
