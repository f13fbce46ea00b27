package io.bailiwick.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

  @BeforeEach
  void up() {
    run = Run.start("auto", Optional.ofNullable(data), false, Main::say);
  }

  @AfterEach
  void down() {
    Objects.requireNonNull(run).close();
  }

  private static Duration seconds(int atFullSize) {
    return Duration.ofSeconds(Integer.getInteger("bailiwick.test.seconds", atFullSize));
  }

  /** Each process is killed again and again under load. */
  @Test
  void kills() throws Exception {
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
    Kills kills = new Kills(200);
    kills.play(victims, pauses);
    kills.assertNothingLost();
  }

  @Test
  void outage() throws Exception {
    Outage outage = new Outage(seconds(600));
    outage.prepare(100);
    outage.play();
    outage.recover();
  }

  @Test
  void deactivations() throws Exception {
    SteadyWrites writes = new SteadyWrites();
    writes.prepare();
    writes.play(seconds(300));
  }

  @Test
  void backlog() throws Exception {
    new Backlog(Integer.getInteger("bailiwick.test.changes", 100_000)).play();
  }
}
