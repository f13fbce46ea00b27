package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller.Answer;
import io.bailiwick.check.EntraDialect;
import io.bailiwick.check.Person;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** The enforcer on its own: broker and database hang, and checks go on. */
final class Outage {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final String run = "outage" + Long.toString(System.currentTimeMillis(), 36);
  private final EntraDialect acme = new EntraDialect(RunningSystem.acme());
  private final DemoPlatform platform = RunningSystem.platform();
  private final Latencies latencies = new Latencies();
  private final List<String> active = new ArrayList<>();
  private final List<String> inactive = new ArrayList<>();
  private int stale;

  /** Some who are there and some who have left, and all that there is to say of them is known. */
  void prepare(int people) throws IOException, InterruptedException {
    for (int number = 0; number < people; number++) {
      active.add(acme.join(Person.of("acme", run, number)));
    }
    active.forEach(RunningSystem::awaitMayRead);
    for (int number = 0; number < people / 2; number++) {
      acme.leave(active.getFirst(), Person.of("acme", run, number));
      inactive.add(active.removeFirst());
    }
    Awaitility.await()
        .atMost(RunningSystem.PATIENCE)
        .until(() -> inactive.stream().noneMatch(RunningSystem::mayRead));
    awaitFresh();
  }

  /** Asks while both servers hang; every answer is looked at. */
  void play(Duration lasting) throws IOException, InterruptedException {
    try (StoppedProcesses _ = StoppedProcesses.of("kafka", "postgres")) {
      Instant end = Instant.now().plus(lasting);
      while (Instant.now().isBefore(end)) {
        round();
        Thread.sleep(PAUSE);
      }
      assertThat(stale).as("stale answers").isPositive();
      assertThat(isStale(read(active.getFirst()))).isTrue();
    }
  }

  private void round() throws IOException, InterruptedException {
    for (String id : active) {
      Answer answer = read(id);
      assertThat(isAllowed(answer)).as("%s", answer.body()).isTrue();
      Answer mint = mint(id);
      // Between the two it may have become stale, never fresh.
      boolean wasStale = isStale(answer);
      assertThat(isAllowed(mint) && wasStale).as("%s", mint.body()).isFalse();
      assertThat(isAllowed(mint) || reason(mint).equals("stale_projection")).isTrue();
      if (wasStale) {
        assertThat(isStale(mint)).as("%s", mint.body()).isTrue();
        stale++;
      } else {
        assertThat(stale).as("fresh again without a broker: %s", answer.body()).isZero();
      }
    }
    for (String id : inactive) {
      assertThat(isAllowed(read(id))).as("%s", id).isFalse();
      assertThat(isAllowed(mint(id))).as("%s", id).isFalse();
    }
    assertThat(reason(read("mgd_00000000000000000000000000"))).isEqualTo("unknown_subject");
    Answer stranger =
        platform.check(
            "a-stranger", "acme", "repository.read", "model", "b/c", Map.of("owner", "b"));
    assertThat(reason(stranger)).isEqualTo("not_managed");
  }

  /** Once they are back everything goes on: writes, accounts, fresh answers. */
  void recover() throws IOException, InterruptedException {
    Instant began = Instant.now();
    awaitFresh();
    Duration fresh = Duration.between(began, Instant.now());
    String back =
        Awaitility.await()
            .atMost(RunningSystem.PATIENCE)
            .ignoreExceptions()
            .until(() -> acme.join(Person.of("acme", run, 9_000)), id -> !id.isEmpty());
    RunningSystem.awaitMayRead(back);
    acme.leave(back, Person.of("acme", run, 9_000));
    Awaitility.await().atMost(RunningSystem.PATIENCE).until(() -> !RunningSystem.mayRead(back));
    assertThat(active).allMatch(RunningSystem::mayRead);
    assertThat(inactive).noneMatch(RunningSystem::mayRead);
    System.out.printf(
        "Outage: %d checks answered, %s; %d reads of active people were stale and allowed; fresh %s after the return%n",
        latencies.count(), latencies, stale, Format.seconds(fresh));
  }

  private void awaitFresh() {
    Awaitility.await()
        .atMost(RunningSystem.PATIENCE)
        .until(() -> isAllowed(mint(active.getFirst())) && !isStale(read(active.getFirst())));
  }

  private Answer read(String id) throws IOException, InterruptedException {
    return ask(id, "repository.read", "model", "acme/bert", Map.of("visibility", "private"));
  }

  /** What a person may do, but not while nobody can tell whether it still may. */
  private Answer mint(String id) throws IOException, InterruptedException {
    return ask(id, "token.create", "token", "t", Map.of());
  }

  private Answer ask(String id, String action, String type, String name, Map<String, String> of)
      throws IOException, InterruptedException {
    Answer answer = platform.check(id, "acme", action, type, name, of);
    latencies.add(answer.took());
    return answer;
  }

  private static boolean isAllowed(Answer answer) {
    return answer.body().path("decision").asBoolean();
  }

  private static boolean isStale(Answer answer) {
    return context(answer).path("stale").asBoolean();
  }

  private static String reason(Answer answer) {
    return context(answer).path("reason").asText();
  }

  private static JsonNode context(Answer answer) {
    return answer.body().path("context");
  }
}
