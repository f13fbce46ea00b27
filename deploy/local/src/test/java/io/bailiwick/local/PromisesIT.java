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
    List<Fault> victims = new ArrayList<>();
    List<Duration> pauses = new ArrayList<>();
    Duration left = seconds(600);
    while (left.isPositive()) {
      Duration pause = Duration.ofMillis(random.nextInt(LEAST_PAUSE, MOST_PAUSE));
      pauses.add(pause);
      left = left.minus(pause);
      victims.add(Fault.kill(Kills.VICTIMS.get(victims.size() % Kills.VICTIMS.size())));
    }
    pauses.add(Duration.ofMillis(LEAST_PAUSE));
    Kills kills = new Kills(200);
    kills.play(victims, pauses);
    kills.assertNothingLost();
  }

  /** Each process of each service is restarted in turn under load, twice, and no request fails. */
  @Test
  void rolling() throws Exception {
    start(2);
    List<Fault> all = new ArrayList<>();
    for (int replica : List.of(1, 2, 1, 2)) {
      LocalServices.ALL.forEach(
          service -> all.add(Fault.end(LocalServices.name(service, replica))));
    }
    Kills restarts = new Kills(100);
    restarts.play(all, Collections.nCopies(all.size() + 1, Duration.ofSeconds(1)));
    restarts.assertNothingUnanswered();
    restarts.assertNothingLost();
  }

  /** Any process of two of each service ends, hangs or is killed, again and again, under load. */
  @Test
  void campaign() throws Exception {
    start(2);
    long seed = Long.getLong("bailiwick.test.seed", new Random().nextLong());
    System.out.println("Campaign: -Dbailiwick.test.seed=" + seed);
    Random random = new Random(seed);
    List<String> processes =
        RunningSystem.state().processes().keySet().stream()
            .filter(name -> !name.equals("haproxy"))
            .sorted()
            .toList();
    List<Fault> faults = new ArrayList<>();
    List<Duration> pauses = new ArrayList<>();
    Duration left = seconds(600);
    while (left.isPositive()) {
      Fault fault = Fault.any(random, processes);
      System.out.println("Campaign: " + fault);
      faults.add(fault);
      pauses.add(Duration.ofMillis(random.nextInt(LEAST_PAUSE)));
      left = left.minus(pauses.getLast()).minus(fault.length());
    }
    pauses.add(Duration.ofMillis(LEAST_PAUSE));
    Kills campaign = new Kills(200);
    campaign.play(faults, pauses);
    campaign.assertNothingLost();
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
  void brokerless() throws Exception {
    start(1);
    BrokerlessLeavers leavers = new BrokerlessLeavers();
    leavers.prepare(200);
    leavers.play();
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
