package io.bailiwick.enforcer.projection;

import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.event.Topics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * The progress of the projection: whether it ever caught up, and how old it is.
 *
 * <p>Having caught up is not enough on a broker that has lost its records. The writers' heartbeats
 * promise a number of keys. Until those keys are known, it is unknown which accounts are managed.
 */
@Singleton
public class Progress {
  private static final List<String> GATEWAY_TOPICS =
      List.of(Topics.IDENTITIES, Topics.ORGANIZATIONS, Topics.SESSIONS);

  private final EnforcerSettings settings;
  private final Map<String, Instant> heartbeats = new ConcurrentHashMap<>();

  /** The same, by the writers' clocks alone. */
  private final Map<String, Instant> committed = new ConcurrentHashMap<>();

  private final Map<String, Promise> promised = new ConcurrentHashMap<>();
  private final Map<String, Promise> awaited = new ConcurrentHashMap<>();
  private volatile boolean caughtUp;
  private volatile Instant oldestHeartbeat = Instant.MIN;

  Progress(EnforcerSettings settings) {
    this.settings = settings;
  }

  /** Adds partitions (of any topic) whose heartbeats count from now on. */
  public void expect(Collection<String> partitions) {
    partitions.forEach(partition -> heartbeats.putIfAbsent(partition, Instant.MIN));
    heartbeats.keySet().retainAll(partitions);
    partitions.forEach(partition -> committed.putIfAbsent(partition, Instant.MIN));
    committed.keySet().retainAll(partitions);
    refresh();
  }

  /**
   * Records a heartbeat: everything committed before {@code asOf} has been read from the partition.
   * A heartbeat from the future (a clock that is ahead) counts as of now, or it would hide a later
   * silence.
   */
  public void heartbeat(String partition, Instant asOf, Instant now) {
    heartbeats.merge(partition, counted(asOf, now), Progress::later);
    committed.merge(partition, asOf, Progress::later);
    refresh();
  }

  /**
   * Records the least number of keys of a topic, from its writer's heartbeat. It counts once all
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

  private static Instant later(Instant one, Instant other) {
    return other.isAfter(one) ? other : one;
  }

  private static Instant counted(Instant asOf, Instant now) {
    return asOf.isAfter(now) ? now : asOf;
  }

  /**
   * Returns the time, by the clock of the gateway's database, before which everything that the
   * gateway committed has been read. The worker's topic does not count: its heartbeats are by the
   * clock of another database. A clock of this process that is behind does not count either.
   */
  public Instant gatewayAsOf() {
    return GATEWAY_TOPICS.stream()
        .map(topic -> oldest(committed, topic))
        .min(Instant::compareTo)
        .orElse(Instant.MIN);
  }

  private Instant oldestOf(String topic) {
    return oldest(heartbeats, topic);
  }

  private static Instant oldest(Map<String, Instant> asOf, String topic) {
    return asOf.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(topic + "-"))
        .map(Map.Entry::getValue)
        .min(Instant::compareTo)
        .orElse(Instant.MIN);
  }

  /**
   * Returns the promised records that the projection lacks, in words; empty if it has all.
   *
   * @param topics the topics with promises
   * @param known the number of known keys of a topic
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

  /** Records that all records present at the start, and all promised ones, have been read. */
  public void caughtUp() {
    caughtUp = true;
  }

  /** Records that keys are missing for longer than records are in transit. */
  public void lost() {
    caughtUp = false;
  }

  /** Returns whether the projection can answer checks. */
  public boolean isReady() {
    return caughtUp;
  }

  /** Returns the time before which everything committed has been read, from every partition. */
  public Instant asOf() {
    return oldestHeartbeat;
  }

  /** Returns the age of the projection: that of its oldest partition. */
  public Duration age(Instant now) {
    Instant oldest = oldestHeartbeat;
    return oldest.equals(Instant.MIN) || !caughtUp
        ? Duration.ofSeconds(Long.MAX_VALUE)
        : Duration.between(oldest, now);
  }

  /** Returns the age at which all managed accounts are denied; an organization's may be shorter. */
  public Duration denyAfter() {
    return settings.denyAfter();
  }

  /**
   * Returns the freshness that this age means for decisions.
   *
   * @param denyAfter the age beyond which nothing is allowed
   */
  public Freshness freshness(Instant now, Duration denyAfter) {
    return caughtUp ? Freshness.of(age(now), settings.staleAfter(), denyAfter) : Freshness.UNREAD;
  }

  /** Returns whether all decisions can rely on the projection. */
  public boolean isFresh(Instant now) {
    return freshness(now, settings.denyAfter()) == Freshness.FRESH;
  }

  private record Promise(long keys, Instant asOf) {}
}
