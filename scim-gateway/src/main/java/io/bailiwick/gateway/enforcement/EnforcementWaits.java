package io.bailiwick.gateway.enforcement;

import io.bailiwick.event.Announcement;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The requests that wait until the enforcers have applied a change. A request that waits holds
 * neither a thread nor a database connection, and their number is limited.
 */
@Singleton
public class EnforcementWaits {
  /** The requests of an organization that wait at a time on a replica. */
  static final int MOST_OF_ONE = 50;

  private static final int MOST = 1000;

  private final RunningEnforcers enforcers = new RunningEnforcers();
  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> numbers = new HashMap<>();
  private int number;

  /** Returns the enforcers that may answer checks. */
  public List<KnownEnforcer> enforcers() {
    return enforcers.all();
  }

  /** Applies an announcement, and lets the requests go on that waited for it. */
  void apply(Announcement announcement, Instant at) {
    enforcers.apply(announcement, at);
    for (Waiting one : waiting) {
      if (enforcers.since(one.moment()).isSettled()) {
        one.goOn();
      }
    }
  }

  /**
   * Waits until the enforcers have applied everything that was committed before a time.
   *
   * @param longest the time after which the request goes on in any case
   * @return how many have; empty if too many requests wait already
   */
  Uni<Optional<EnforcementProgress>> await(String organization, Instant moment, Duration longest) {
    if (!begin(organization)) {
      return Uni.createFrom().item(Optional.empty());
    }
    return Uni.createFrom()
        .<Boolean>emitter(emitter -> enter(new Waiting(moment, emitter)))
        .ifNoItem()
        .after(longest)
        .recoverWithItem(false)
        .map(settled -> Optional.of(enforcers.since(moment)))
        .onTermination()
        .invoke(() -> end(organization));
  }

  private void enter(Waiting one) {
    one.emitter().onTermination(() -> waiting.remove(one));
    waiting.add(one);
    if (enforcers.since(one.moment()).isSettled()) {
      one.goOn();
    }
  }

  private synchronized boolean begin(String organization) {
    if (number >= MOST || numbers.getOrDefault(organization, 0) >= MOST_OF_ONE) {
      return false;
    }
    number++;
    numbers.merge(organization, 1, Integer::sum);
    return true;
  }

  private synchronized void end(String organization) {
    number--;
    numbers.computeIfPresent(organization, (key, count) -> count > 1 ? count - 1 : null);
  }

  private record Waiting(Instant moment, UniEmitter<? super Boolean> emitter) {
    void goOn() {
      emitter.complete(true);
    }
  }
}
