package io.bailiwick.enforcer.changes;

import io.bailiwick.enforcer.projection.Progress;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.event.Event;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Tells the readers of the change stream what the projection has applied. While no reader is
 * connected, that costs the projection's thread one volatile read.
 *
 * <p>A stream promises that silence means no change. So there is none while the projection is not
 * fresh: an enforcer that learns nothing closes all streams at its next heartbeat. It also closes
 * the stream of a reader that has taken nothing since the heartbeat before.
 */
@Singleton
public class Changes {
  static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final Progress progress;
  private final EnforcerSettings settings;
  private final Counter disconnected;
  private volatile List<ChangeStream> streams = List.of();
  private volatile boolean stopping;

  Changes(Progress progress, EnforcerSettings settings, MeterRegistry metrics) {
    this.progress = progress;
    this.settings = settings;
    this.disconnected = metrics.counter("bailiwick.change.streams.disconnected");
    Gauge.builder("bailiwick.change.streams", this, changes -> changes.streams.size())
        .register(metrics);
  }

  void onStart(@Observes StartupEvent event, Vertx vertx) {
    vertx.setPeriodic(HEARTBEAT.toMillis(), timer -> heartbeat(Instant.now()));
  }

  /** Ends the streams, which would hold up the stop: their readers go to another enforcer. */
  synchronized void onStop(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
    streams.forEach(ChangeStream::disconnect);
    streams = List.of();
  }

  /** Tells of an event that the projection has applied. */
  public void applied(Event event) {
    List<ChangeStream> readers = streams;
    if (!readers.isEmpty()) {
      Change.of(event).ifPresent(change -> tell(readers, change));
    }
  }

  /** Tells of a record that could not be read, which makes its subject uncertain. */
  public void unreadable(String topic, String key) {
    List<ChangeStream> readers = streams;
    if (!readers.isEmpty()) {
      tell(readers, Change.unreadable(topic, key));
    }
  }

  private static void tell(List<ChangeStream> readers, Change change) {
    for (ChangeStream reader : readers) {
      reader.tell(change);
    }
  }

  private void drop(ChangeStream reader) {
    if (close(reader)) {
      disconnected.increment();
      reader.disconnect();
    }
  }

  /** Sends a heartbeat, and closes the streams that must not go on. */
  public void heartbeat(Instant now) {
    boolean fresh = progress.isFresh(now);
    for (ChangeStream reader : streams) {
      boolean still = reader.standsStill();
      if (still || !fresh) {
        drop(reader);
      } else if (reader.hasEnded(now) && close(reader)) {
        reader.disconnect();
      }
    }
    tell(streams, new Change.Alive());
  }

  /** Returns whether a stream can be opened now: the projection is fresh, and the service stays. */
  boolean areKnown() {
    return !stopping && progress.isFresh(Instant.now());
  }

  /** Opens a stream; empty if there are as many as there may be. */
  synchronized Optional<ChangeStream> open(Executor context, Runnable disconnect) {
    if (stopping || streams.size() >= settings.changeStreams()) {
      return Optional.empty();
    }
    ChangeStream stream = new ChangeStream(context, disconnect, LIFETIME);
    List<ChangeStream> more = new ArrayList<>(streams);
    more.add(stream);
    streams = List.copyOf(more);
    return Optional.of(stream);
  }

  /** Forgets a stream; returns whether it was known. */
  synchronized boolean close(ChangeStream stream) {
    List<ChangeStream> fewer = new ArrayList<>(streams);
    boolean known = fewer.remove(stream);
    streams = List.copyOf(fewer);
    return known;
  }
}
