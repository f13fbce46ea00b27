package io.bailiwick.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measured times and their percentiles. */
final class Latencies {
  private final List<Duration> times = Collections.synchronizedList(new ArrayList<>());

  void add(Duration time) {
    times.add(time);
  }

  int count() {
    return times.size();
  }

  /** Returns the time that a share of all did not exceed; zero if there are none. */
  Duration percentile(double share) {
    List<Duration> sorted;
    synchronized (times) {
      sorted = times.stream().sorted().toList();
    }
    return sorted.isEmpty()
        ? Duration.ZERO
        : sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1))));
  }

  @Override
  public String toString() {
    return "p50 %s, p99 %s, max %s"
        .formatted(
            Format.millis(percentile(0.5)),
            Format.millis(percentile(0.99)),
            Format.millis(percentile(1)));
  }
}
