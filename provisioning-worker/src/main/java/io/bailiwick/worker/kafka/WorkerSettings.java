package io.bailiwick.worker.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The worker's own settings. */
@ConfigMapping(prefix = "bailiwick.worker")
public interface WorkerSettings {

  /** The time that identities wait for their organization's settings before they are parked. */
  @WithDefault("PT15S")
  Duration organizationPatience();
}
