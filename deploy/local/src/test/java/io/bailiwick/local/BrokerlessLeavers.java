package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.check.EntraDialect;
import io.bailiwick.check.Person;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** People who leave while the broker hangs: the time from the answer of SCIM to the first deny. */
final class BrokerlessLeavers {
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(2);

  private final String run = "brokerless" + Long.toString(System.currentTimeMillis(), 36);
  private final EntraDialect acme = new EntraDialect(RunningSystem.acme());
  private final Latencies enforced = new Latencies();
  private final List<String> people = new ArrayList<>();

  /** All may read. */
  void prepare(int number) throws IOException, InterruptedException {
    for (int person = 0; person <= number; person++) {
      people.add(acme.join(Person.of("acme", run, person)));
    }
    people.forEach(RunningSystem::awaitMayRead);
  }

  /** All but the last leave, one after another; the last one may read to the end. */
  void play() throws IOException, InterruptedException {
    String stays = people.getLast();
    try (StoppedProcesses _ = StoppedProcesses.of("kafka")) {
      for (int person = 0; person < people.size() - 1; person++) {
        String id = people.get(person);
        assertThat(RunningSystem.mayRead(id)).isTrue();
        acme.leave(id, Person.of("acme", run, person));
        Instant answered = Instant.now();
        while (RunningSystem.mayRead(id)) {
          assertThat(Duration.between(answered, Instant.now()))
              .as("an acknowledged deactivation, without a broker")
              .isLessThan(LONGEST);
          Thread.sleep(PAUSE);
        }
        enforced.add(Duration.between(answered, Instant.now()));
      }
      assertThat(RunningSystem.mayRead(stays)).isTrue();
    }
    System.out.printf(
        "Without Kafka: %d deactivations, from the answer to the first deny %s%n",
        enforced.count(), enforced);
    // Kafka brings older versions and the same ones now.
    String joined = acme.join(Person.of("acme", run, 9_000));
    RunningSystem.awaitMayRead(joined);
    Awaitility.await().atMost(RunningSystem.PATIENCE).until(() -> RunningSystem.mayRead(stays));
    assertThat(people.subList(0, people.size() - 1)).noneMatch(RunningSystem::mayRead);
  }
}
