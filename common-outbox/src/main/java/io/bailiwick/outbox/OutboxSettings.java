package io.bailiwick.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the relay. */
@ConfigMapping(prefix = "bailiwick.outbox")
public interface OutboxSettings {

  /** The largest number of entries that one round publishes. */
  @WithDefault("500")
  int batchSize();

  /** The time that the relay waits for a notification before it polls. */
  @WithDefault("PT0.2S")
  Duration pollInterval();

  /** The interval between heartbeats in every partition of every owned topic. */
  @WithDefault("PT1S")
  Duration heartbeatInterval();

  /** The interval between counts of each owned topic's keys; heartbeats carry the count. */
  @WithDefault("PT1M")
  Duration keyCountInterval();

  /** The time that a start waits for PostgreSQL before it gives up. */
  @WithDefault("PT60S")
  Duration databasePatience();

  /** Whether a start migrates the database; if not, it waits until somebody else has. */
  @WithDefault("true")
  boolean migrateAtStart();
}
