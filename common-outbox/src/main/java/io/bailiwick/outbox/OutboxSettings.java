package io.bailiwick.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the relay works. */
@ConfigMapping(prefix = "bailiwick.outbox")
public interface OutboxSettings {

  /** How many entries one round publishes at the most. */
  @WithDefault("500")
  int batchSize();

  /** How long the relay waits for a notification before it looks by itself. */
  @WithDefault("PT0.2S")
  Duration pollInterval();

  /** How often every partition of every owned topic gets a heartbeat. */
  @WithDefault("PT1S")
  Duration heartbeatInterval();

  /** How often the keys of each owned topic are counted, which heartbeats tell. */
  @WithDefault("PT1M")
  Duration keyCountInterval();

  /** For how long a start waits for PostgreSQL before it gives up. */
  @WithDefault("PT60S")
  Duration databasePatience();
}
