package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.check.Caller;
import io.bailiwick.check.Dialect;
import io.bailiwick.check.EntraDialect;
import io.bailiwick.check.Person;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes at a steady rate; of those that deactivate somebody, how long it takes from the answer to
 * the first deny.
 */
final class SteadyWrites {
  private static final int RATE = 50;
  private static final int PEOPLE = 400;
  private static final long PAUSE = 1_000_000_000L / RATE;
  private static final Duration BOUND = Duration.ofSeconds(5);
  private static final Duration GIVE_UP = Duration.ofSeconds(30);

  private final Caller scim = RunningSystem.acme();
  private final DemoPlatform platform = RunningSystem.platform();
  private final EntraDialect entra = new EntraDialect(scim);
  private final String run = "steady" + Long.toString(System.currentTimeMillis(), 36);
  private final List<String> ids = new ArrayList<>();
  private final Latencies writes = new Latencies();
  private final Latencies denies = new Latencies();

  /** Everybody is there and may read. */
  void prepare() throws Exception {
    for (int number = 0; number < PEOPLE; number++) {
      ids.add(entra.join(Person.of("acme", run, number)));
    }
    for (String id : ids) {
      while (!platform.mayRead(id, "acme")) {
        Thread.sleep(20);
      }
    }
  }

  /** Of a person's writes every fourth deactivates and the next one brings back. */
  void play(Duration lasting) throws InterruptedException, ExecutionException {
    List<Future<?>> all = new ArrayList<>();
    long began = System.nanoTime();
    long count = lasting.toSeconds() * RATE;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int tick = 0; tick < count; tick++) {
        long due = began + tick * PAUSE;
        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        String id = ids.get(tick % PEOPLE);
        int turn = tick / PEOPLE + tick;
        all.add(threads.submit(() -> write(id, turn)));
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    for (Future<?> write : all) {
      write.get();
    }
    System.out.printf(
        "Deactivations: %d writes in %s (%d/s, %s); %d deactivations, 200 -> first deny: %s%n",
        writes.count(),
        Format.seconds(took),
        writes.count() * 1000L / took.toMillis(),
        writes,
        denies.count(),
        denies);
    assertThat(denies.percentile(1)).isLessThanOrEqualTo(BOUND);
  }

  private Duration write(String id, int turn) throws Exception {
    Duration took =
        switch (Math.floorMod(turn, 4)) {
          case 1 -> deactivate(id);
          case 2 -> patch(id, "active", true);
          default -> patch(id, "title", "Engineer " + turn);
        };
    writes.add(took);
    return took;
  }

  private Duration patch(String id, String path, Object value) throws Exception {
    Map<String, Object> operation = Map.of("op", "replace", "path", path, "value", value);
    return scim.patch(
            "/Users/" + id,
            Map.of("schemas", List.of(Dialect.PATCH), "Operations", List.of(operation)))
        .expect(200)
        .took();
  }

  private Duration deactivate(String id) throws Exception {
    assertThat(platform.mayRead(id, "acme")).as("%s before it is deactivated", id).isTrue();
    Duration took = patch(id, "active", false);
    long acknowledged = System.nanoTime();
    Duration waited = Duration.ZERO;
    while (platform.mayRead(id, "acme") && waited.compareTo(GIVE_UP) < 0) {
      Thread.sleep(1);
      waited = Duration.ofNanos(System.nanoTime() - acknowledged);
    }
    denies.add(Duration.ofNanos(System.nanoTime() - acknowledged));
    return took;
  }
}
