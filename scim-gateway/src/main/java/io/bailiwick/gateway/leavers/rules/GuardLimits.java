package io.bailiwick.gateway.leavers.rules;

import io.bailiwick.model.LeaverSettings;
import java.time.Duration;

/**
 * The limits of the guard against mass deprovisioning. It trips when more accounts leave within the
 * window than the larger of a number and a percentage of the organization's accounts.
 */
public record GuardLimits(int departures, int percent, Duration window) {

  public GuardLimits {
    if (departures < 0 || percent < 0 || percent > 100 || !isPossible(window)) {
      throw new IllegalArgumentException(
          "bailiwick.gateway.guard-departures must be 0 or more, guard-percent 0 to 100, and"
              + " guard-window longer than nothing, and at most an hour");
    }
  }

  /** Tells whether a window ends before content can be due. */
  private static boolean isPossible(Duration window) {
    return window.isPositive() && window.compareTo(LeaverSettings.SHORTEST) <= 0;
  }

  /** Returns the largest number of departures at which the guard does not trip. */
  public long threshold(long accounts) {
    return Math.max(departures, accounts * percent / 100);
  }

  /** Tells whether the guard trips. */
  public boolean isExceeded(long leaving, long accounts) {
    return leaving > threshold(accounts);
  }

  /**
   * Returns the number of accounts from which on some departures cannot trip the guard. So a large
   * organization's accounts need not all be counted.
   */
  public long mostAccountsFor(long leaving) {
    return percent == 0 ? Long.MAX_VALUE : leaving * 100 / percent + 1;
  }
}
