package io.bailiwick.worker.accounts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings of the regular comparison of accounts with their plan. */
@ConfigMapping(prefix = "bailiwick.reconciliation")
public interface ReconciliationSettings {

  /** The time between two comparisons of an organization's accounts with their plan. */
  @WithDefault("P1D")
  Duration every();
}
