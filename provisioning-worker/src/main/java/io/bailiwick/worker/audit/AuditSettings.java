package io.bailiwick.worker.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings of the audit log. */
@ConfigMapping(prefix = "bailiwick.audit")
public interface AuditSettings {

  /** The time for which audit entries are kept; at least P31D. */
  @WithDefault("P400D")
  Duration retention();
}
