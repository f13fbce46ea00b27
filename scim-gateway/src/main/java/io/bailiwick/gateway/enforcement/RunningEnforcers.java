package io.bailiwick.gateway.enforcement;

import io.bailiwick.event.Announcement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The enforcers that may answer checks, as their announcements say.
 *
 * <p>An enforcer that stops says so. One that only falls silent may be cut off from Kafka, and may
 * still answer from memory. So it counts until its projection is so old that it denies all managed
 * accounts. Time is that of the announcements, by the broker's clock.
 */
final class RunningEnforcers {
  /** The time without an announcement after which no request waits for an enforcer. */
  private static final Duration SILENT_AFTER = Duration.ofSeconds(5);

  /** The time by which an enforcer may deny later than its last announcement tells. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final Map<String, Enforcer> known = new HashMap<>();
  private Instant now = Instant.EPOCH;

  /**
   * Applies an announcement.
   *
   * @param at its time by the broker's clock
   */
  synchronized void apply(Announcement announcement, Instant at) {
    now = at.isAfter(now) ? at : now;
    if (announcement.stopping()) {
      known.remove(announcement.instance());
    } else {
      known.put(
          announcement.instance(),
          new Enforcer(
              announcement.instance(), announcement.appliedUntil(), announcement.denyAfter(), at));
    }
    known.values().removeIf(this::deniesAll);
  }

  /** Returns whether an enforcer denies all managed accounts, by the bound that it has stated. */
  private boolean deniesAll(Enforcer one) {
    Duration silence = Duration.between(one.lastSeen(), now);
    return silence.minus(MARGIN).compareTo(one.denyAfter()) > 0;
  }

  // INVARIANT: an enforcer announces itself before it answers, and then reads to the end of the
  // topics. So each enforcer that is not known here yet will have read what the known ones have.
  /** Returns the progress of the enforcers with everything that was committed before a time. */
  synchronized EnforcementProgress since(Instant moment) {
    int applied = 0;
    int awaited = 0;
    for (Enforcer one : known.values()) {
      if (one.appliedUntil().isAfter(moment)) {
        applied++;
      } else if (!isSilent(one)) {
        awaited++;
      }
    }
    return new EnforcementProgress(applied, awaited, known.size());
  }

  private boolean isSilent(Enforcer one) {
    return one.lastSeen().plus(SILENT_AFTER).isBefore(now);
  }

  /** Returns the enforcers in the order of their names. */
  synchronized List<KnownEnforcer> all() {
    return known.values().stream()
        .sorted(Comparator.comparing(Enforcer::instance))
        .map(
            one ->
                new KnownEnforcer(
                    one.instance(), one.appliedUntil(), one.lastSeen(), isSilent(one)))
        .toList();
  }

  private record Enforcer(
      String instance, Instant appliedUntil, Duration denyAfter, Instant lastSeen) {}
}
