package io.bailiwick.enforcer.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the decision log. */
@ConfigMapping(prefix = "bailiwick.enforcer.decision-log")
public interface DecisionLogSettings {

  /** Writes decisions to the topic of the decision log. */
  @WithDefault("true")
  boolean enabled();

  /** The part of the allows that is logged, from 0 to 1; denies and break-glass are always. */
  @WithDefault("0.01")
  double sample();

  /** The largest number of decisions that this replica logs in a second; 10 or more. */
  @WithDefault("500")
  int rate();
}
