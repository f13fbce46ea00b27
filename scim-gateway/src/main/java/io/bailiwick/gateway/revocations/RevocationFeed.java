package io.bailiwick.gateway.revocations;

import io.bailiwick.gateway.revocations.FeedConnection.Page;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.service.FailureTrace;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Sends what takes access away to the enforcers that follow, as soon as it has committed and
 * whether the broker works or not. It reads the outbox on one thread, with one query for all
 * followers at the same position. Without followers it has no connection.
 *
 * <p>A sign of life means that the feed has read the table. While the database is down there is
 * none, and followers try another replica.
 */
@Singleton
public class RevocationFeed {
  private static final Logger LOG = Logger.getLogger(RevocationFeed.class);
  static final Duration ALIVE = Duration.ofSeconds(2);
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  /** The time between two rounds, so that many writes share one. */
  private static final Duration PACE = Duration.ofMillis(10);

  private final GatewaySettings settings;
  private final String url;
  private final String user;
  private final String password;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private volatile boolean stopping;
  private Instant nextAlive = Instant.MIN;
  private boolean failing;

  RevocationFeed(
      GatewaySettings settings,
      MeterRegistry metrics,
      @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
      @ConfigProperty(name = "quarkus.datasource.username") String user,
      @ConfigProperty(name = "quarkus.datasource.password") String password) {
    this.settings = settings;
    this.url = url;
    this.user = user;
    this.password = password;
    Gauge.builder("bailiwick.revocations.followers", followers, List::size)
        .description("Enforcers that follow the feed of revocations of this replica")
        .register(metrics);
  }

  void onStart(@Observes StartupEvent event) {
    Thread.ofPlatform().name("revocation-feed").daemon().start(this::run);
  }

  // INVARIANT: before the service waits for its requests to end, because these do not end.
  void onStop(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
    followers.forEach(Follower::disconnect);
  }

  boolean isStopping() {
    return stopping;
  }

  /** Adds a follower; empty if there are as many as there may be. */
  synchronized Optional<Follower> follow(Position from, Executor context, Runnable disconnect) {
    if (stopping || followers.size() >= settings.revocationFollowers()) {
      return Optional.empty();
    }
    Follower follower = new Follower(from, context, disconnect, LIFETIME);
    followers.add(follower);
    notifyAll();
    return Optional.of(follower);
  }

  void leave(Follower follower) {
    followers.remove(follower);
  }

  private synchronized void awaitFollower() throws InterruptedException {
    while (followers.isEmpty()) {
      wait();
    }
  }

  private void run() {
    while (!stopping) {
      try {
        awaitFollower();
        serve();
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) {
        failed(e);
      }
    }
  }

  /** Runs round after round, until one fails or nobody follows. */
  private void serve() throws SQLException, InterruptedException {
    try (FeedConnection outbox = FeedConnection.open(url, user, password)) {
      while (!stopping && !followers.isEmpty()) {
        boolean more = round(outbox);
        if (failing) {
          LOG.info("The feed of revocations is sent again");
          failing = false;
        }
        if (!more) {
          outbox.await(POLL);
          Thread.sleep(PACE);
        }
      }
    }
  }

  /** Sends each follower its next page; returns whether one has more. */
  private boolean round(FeedConnection outbox) throws SQLException {
    String now = outbox.snapshot();
    boolean alive = !Instant.now().isBefore(nextAlive);
    Map<Position, List<Follower>> together = new HashMap<>();
    for (Follower one : followers) {
      if (one.hasEnded(Instant.now())) {
        leave(one);
        one.disconnect();
      } else if (one.hasRoom()) {
        together.computeIfAbsent(one.position().within(now), at -> new ArrayList<>()).add(one);
      }
    }
    boolean more = false;
    for (Map.Entry<Position, List<Follower>> group : together.entrySet()) {
      Position at = group.getKey();
      String target = at.target(now);
      if (!at.from().equals(target)) {
        Page page = outbox.page(at, target);
        Position next = page.isFull() ? at.within(target, page.last()) : Position.of(target);
        List<Message> messages = messages(page, target);
        group.getValue().forEach(one -> one.add(messages, next));
        more |= page.isFull();
      }
      if (alive) {
        group
            .getValue()
            .forEach(one -> one.add(List.of(Message.alive(one.position().from())), one.position()));
      }
    }
    nextAlive = alive ? Instant.now().plus(ALIVE) : nextAlive;
    return more;
  }

  private static List<Message> messages(Page page, String target) {
    List<Message> messages = new ArrayList<>(page.events().stream().map(Message::of).toList());
    if (!page.isFull() && !messages.isEmpty()) {
      messages.add(messages.removeLast().at(target));
    }
    return messages;
  }

  private void failed(Throwable e) {
    if (!failing && !stopping) {
      LOG.warnf("The feed of revocations stands still: %s", FailureTrace.of(e));
      failing = true;
    }
    try {
      Thread.sleep(AFTER_FAILURE);
    } catch (InterruptedException interrupted) {
      stopping = true;
    }
  }
}
