package io.bailiwick.local;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promises that take long to show, at full size: {@code ./bailiwick test --thorough} runs them.
 * Name no other class beside it ({@code -Dit.test=PromisesIT}): each test starts a system of its
 * own, and the one that the other classes share would still be up.
 */
@EnabledIfSystemProperty(named = "bailiwick.test.thorough", matches = "true")
class PromisesIT {
  private static final int LEAST_PAUSE = 10_000;
  private static final int MOST_PAUSE = 20_000;

  @TempDir @Nullable Path data;
  private @Nullable Run run;

  @AfterEach
  void down() {
    Objects.requireNonNull(run).close();
  }

  private void start(int replicas) {
    run = Run.start(UpOptions.of(Optional.ofNullable(data)).withReplicas(replicas), Main::say);
  }

  private static Duration seconds(int atFullSize) {
    return Duration.ofSeconds(Integer.getInteger("bailiwick.test.seconds", atFullSize));
  }

  /** Each process is killed again and again under load. */
  @Test
  void kills() throws Exception {
    start(1);
    Random random = new Random();
    List<String> victims = new ArrayList<>();
    List<Duration> pauses = new ArrayList<>();
    Duration left = seconds(600);
    while (left.isPositive()) {
      Duration pause = Duration.ofMillis(random.nextInt(LEAST_PAUSE, MOST_PAUSE));
      pauses.add(pause);
      left = left.minus(pause);
      victims.add(Kills.VICTIMS.get(victims.size() % Kills.VICTIMS.size()));
    }
    pauses.add(Duration.ofMillis(LEAST_PAUSE));
    Kills kills = Kills.of(200);
    kills.play(victims, pauses);
    kills.assertNothingLost();
  }

  /** Each process of each service is restarted in turn under load, twice, and no request fails. */
  @Test
  void rolling() throws Exception {
    start(2);
    List<String> all = new ArrayList<>(LocalServices.ALL);
    LocalServices.ALL.forEach(service -> all.add(LocalServices.name(service, 2)));
    all.addAll(List.copyOf(all));
    Kills restarts = Kills.inOrder(100);
    restarts.play(all, Collections.nCopies(all.size() + 1, Duration.ofSeconds(1)));
    restarts.assertNothingUnanswered();
    restarts.assertNothingLost();
  }

  @Test
  void outage() throws Exception {
    start(1);
    Outage outage = new Outage(seconds(600));
    outage.prepare(100);
    outage.play();
    outage.recover();
  }

  @Test
  void deactivations() throws Exception {
    start(1);
    SteadyWrites writes = new SteadyWrites();
    writes.prepare();
    writes.play(seconds(300));
  }

  @Test
  void backlog() throws Exception {
    start(1);
    new Backlog(Integer.getInteger("bailiwick.test.changes", 100_000)).play();
  }

  /** Without a seed, another history each time until the time is over. */
  @Test
  void histories() throws Exception {
    start(1);
    Long seed = Long.getLong("bailiwick.test.seed");
    Random random = new Random();
    Instant end = Instant.now().plus(seconds(600));
    int count = 0;
    do {
      new RandomHistory(seed == null ? random.nextLong() : seed).play(200);
      count++;
    } while (seed == null && Instant.now().isBefore(end));
    System.out.printf("Histories: %d are as the model says%n", count);
  }
}
