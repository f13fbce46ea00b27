package io.bailiwick.enforcer.projection;

import io.bailiwick.enforcer.EnforcerSettings;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * How far the projection has come: whether it ever caught up, and how old it is.
 *
 * <p>Caught up is not enough on a broker that has lost its records: the writers' heartbeats promise
 * how many keys there are, and until those are known nobody knows who is managed.
 */
@ApplicationScoped
public class Progress {
  private final EnforcerSettings settings;
  private final Map<String, Instant> heartbeats = new ConcurrentHashMap<>();
  private final Map<String, Promise> promised = new ConcurrentHashMap<>();
  private final Map<String, Promise> awaited = new ConcurrentHashMap<>();
  private volatile boolean caughtUp;
  private volatile Instant oldestHeartbeat = Instant.MIN;

  Progress(EnforcerSettings settings) {
    this.settings = settings;
  }

  /** Partitions (of any topic) whose heartbeats count from now on. */
  public void expect(Collection<String> partitions) {
    partitions.forEach(partition -> heartbeats.putIfAbsent(partition, Instant.MIN));
    heartbeats.keySet().retainAll(partitions);
    refresh();
  }

  /**
   * A heartbeat: all that was committed before {@code asOf} has been read from the partition. One
   * from the future (a clock that is ahead) counts as of now, or it would hide a later silence.
   */
  public void heartbeat(String partition, Instant asOf, Instant now) {
    Instant counted = counted(asOf, now);
    heartbeats.merge(partition, counted, (before, after) -> after.isAfter(before) ? after : before);
    refresh();
  }

  /**
   * How many keys a topic has at least, as its writer said with a heartbeat. It counts once all
   * partitions of the topic have been read as far as that heartbeat: one may be behind the others.
   */
  public void promise(String topic, long keys, Instant asOf, Instant now) {
    awaited.putIfAbsent(topic, new Promise(keys, counted(asOf, now)));
    Promise next = awaited.get(topic);
    if (next != null && !oldestOf(topic).isBefore(next.asOf())) {
      promised.put(topic, next);
      awaited.remove(topic);
    }
  }

  private static Instant counted(Instant asOf, Instant now) {
    return asOf.isAfter(now) ? now : asOf;
  }

  private Instant oldestOf(String topic) {
    return heartbeats.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(topic + "-"))
        .map(Map.Entry::getValue)
        .min(Instant::compareTo)
        .orElse(Instant.MIN);
  }

  /**
   * What the projection lacks of what was promised; empty when it has all of it.
   *
   * @param topics those that promise
   * @param known how many keys of a topic are known
   */
  public Optional<String> lacking(Collection<String> topics, ToLongFunction<String> known) {
    for (String topic : topics) {
      Promise promise = promised.get(topic);
      if (promise == null) {
        return Optional.of("no heartbeat of " + topic + " says how many keys it has");
      }
      if (known.applyAsLong(topic) < promise.keys()) {
        return Optional.of(
            topic
                + " has "
                + known.applyAsLong(topic)
                + " of "
                + promise.keys()
                + " keys: records are lost");
      }
    }
    return Optional.empty();
  }

  private void refresh() {
    oldestHeartbeat = heartbeats.values().stream().min(Instant::compareTo).orElse(Instant.MIN);
  }

  /** All that stood on the topics at the start, and all that was promised, has been read. */
  public void caughtUp() {
    caughtUp = true;
  }

  /** Less is known than there is, for longer than records are under way. */
  public void lost() {
    caughtUp = false;
  }

  /** Whether the projection can be asked at all. */
  public boolean isReady() {
    return caughtUp;
  }

  /** All that was committed before it has been read, from every partition. */
  public Instant asOf() {
    return oldestHeartbeat;
  }

  /** The age of the projection: that of its oldest partition. */
  public Duration age(Instant now) {
    Instant oldest = oldestHeartbeat;
    return oldest.equals(Instant.MIN) || !caughtUp
        ? Duration.ofSeconds(Long.MAX_VALUE)
        : Duration.between(oldest, now);
  }

  /** What that age means for decisions. */
  public Freshness freshness(Instant now) {
    if (!caughtUp) {
      return Freshness.UNREAD;
    }
    Duration age = age(now);
    if (age.compareTo(settings.denyAfter()) > 0) {
      return Freshness.BEYOND_BOUND;
    }
    return age.compareTo(settings.staleAfter()) > 0 ? Freshness.STALE : Freshness.FRESH;
  }

  private record Promise(long keys, Instant asOf) {}
}
