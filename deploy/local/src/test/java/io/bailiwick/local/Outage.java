package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller.Answer;
import io.bailiwick.check.EntraDialect;
import io.bailiwick.check.Person;
import io.bailiwick.model.Revision;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The enforcer on its own: broker and database hang, and checks go on. The accounts of acme have
 * the operator's bound, and that of globex a shorter one, which an outage of some length exceeds.
 */
final class Outage {
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration SHORTEST_BOUND = Duration.ofSeconds(10);
  private static final Map<String, String> PRIVATE = Map.of("visibility", "private");
  private static final int ASKERS = 3;
  private static final String NEVER_SEEN = "mgd_00000000000000000000000000";

  private final String run = "outage" + Long.toString(System.currentTimeMillis(), 36);
  private final EntraDialect acme = new EntraDialect(RunningSystem.acme());
  private final EntraDialect globex = new EntraDialect(RunningSystem.scim("globex"));
  private final DemoPlatform platform = RunningSystem.platform();
  private final Latencies latencies = new Latencies();
  private final List<String> active = new ArrayList<>();
  private final List<String> inactive = new ArrayList<>();
  private final LongAdder retries = new LongAdder();
  private final Duration lasting;
  private final Duration bound;
  private String bounded = "";
  private int stale;
  private int beyond;

  Outage(Duration lasting) {
    this.lasting = lasting;
    Duration half = lasting.dividedBy(2);
    this.bound = half.compareTo(SHORTEST_BOUND) < 0 ? SHORTEST_BOUND : half;
  }

  /** Some who are there and some who have left, and all that there is to say of them is known. */
  void prepare(int people) throws IOException, InterruptedException {
    for (int number = 0; number < people; number++) {
      active.add(acme.join(Person.of("acme", run, number)));
    }
    bounded = globex.join(Person.of("globex", run, 0));
    setBound(bound.toString());
    active.forEach(RunningSystem::awaitMayRead);
    Awaitility.await()
        .atMost(RunningSystem.PATIENCE)
        .until(() -> platform.mayRead(bounded, "globex"));
    for (int number = 0; number < people / 2; number++) {
      acme.leave(active.getFirst(), Person.of("acme", run, number));
      inactive.add(active.removeFirst());
    }
    Awaitility.await()
        .atMost(RunningSystem.PATIENCE)
        .until(() -> inactive.stream().noneMatch(RunningSystem::mayRead));
    awaitFresh();
  }

  /** Sets the bound of globex, and waits until the enforcer has read it. */
  private void setBound(@Nullable String denyAfter) throws IOException, InterruptedException {
    Map<String, Object> staleness = new HashMap<>();
    staleness.put("denyAfter", denyAfter);
    long version =
        RunningSystem.operator()
            .patch("/organizations/globex", Map.of("staleness", staleness))
            .expect(200)
            .body()
            .get("version")
            .longValue();
    String revision = new Revision(Revision.Kind.ORGANIZATION, "globex", version).token();
    Map<String, ?> question =
        Map.of(
            "subject", Map.of("type", "user", "id", bounded),
            "action", Map.of("name", "repository.read"),
            "resource", Map.of("type", "model", "id", "globex/m"),
            "context", Map.of("at_least_as_fresh", revision));
    Awaitility.await()
        .atMost(RunningSystem.PATIENCE)
        .until(
            () -> {
              Answer answer = platform.enforcer().post("/access/v1/evaluation", question);
              return reason(answer).equals("sso_required");
            });
  }

  /**
   * Asks while both servers hang; every answer is looked at. Others ask at the same time, so that
   * the enforcer is busy.
   */
  void play() throws IOException, InterruptedException, ExecutionException {
    try (StoppedProcesses _ = StoppedProcesses.of("kafka", "postgres");
        ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      Instant stopped = Instant.now();
      Instant end = stopped.plus(lasting);
      List<Future<?>> busy = new ArrayList<>();
      for (int asker = 0; asker < ASKERS; asker++) {
        busy.add(askers.submit(() -> keepAsking(end)));
      }
      while (Instant.now().isBefore(end)) {
        round();
        roundBeyondTheBound(stopped);
        Thread.sleep(PAUSE);
      }
      for (Future<?> one : busy) {
        one.get();
      }
      assertThat(stale).as("stale answers").isPositive();
      assertThat(isStale(read(active.getFirst()))).isTrue();
      assertThat(beyond > 0).as("denied beyond %s", bound).isEqualTo(isLongEnough());
    }
  }

  /** Returns whether the outage exceeds the bound, with the age of the data at its begin. */
  private boolean isLongEnough() {
    return lasting.compareTo(bound) > 0;
  }

  /** The answers that never change: who is allowed stays so, and nobody else becomes it. */
  private @Nullable Void keepAsking(Instant end) throws IOException, InterruptedException {
    while (Instant.now().isBefore(end)) {
      for (String id : active) {
        assertThat(isAllowed(read(id))).as(id).isTrue();
      }
      for (String id : inactive) {
        assertThat(isAllowed(read(id))).as(id).isFalse();
      }
      assertThat(isAllowed(read(NEVER_SEEN))).isFalse();
      assertThat(isAllowed(read("a-stranger"))).isFalse();
      Thread.sleep(PAUSE);
    }
    return null;
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
      assertThat(reason(read(id))).as("%s", id).isIn("account_suspended", "account_deprovisioned");
      assertThat(isAllowed(mint(id))).as("%s", id).isFalse();
    }
    assertThat(reason(read(NEVER_SEEN))).isEqualTo("unknown_subject");
    assertThat(reason(read("a-stranger"))).isEqualTo("external_org_forbidden");
    Answer stranger =
        platform.check(
            "a-stranger", "acme", "repository.read", "model", "b/c", Map.of("owner", "b"));
    assertThat(reason(stranger)).isEqualTo("not_managed");
  }

  /** Data that was new when the servers stopped is older than the bound after that time. */
  private void roundBeyondTheBound(Instant stopped) throws IOException, InterruptedException {
    boolean over = Instant.now().isAfter(stopped.plus(bound));
    Answer answer = ask(bounded, "globex", "repository.read", "model", "globex/m", PRIVATE);
    if (isAllowed(answer)) {
      assertThat(over).as("beyond the bound: %s", answer.body()).isFalse();
      assertThat(beyond).as("allowed again without a broker: %s", answer.body()).isZero();
    } else {
      assertThat(reason(answer)).isEqualTo("stale_projection");
      assertThat(context(answer).path("age_seconds").asLong())
          .isGreaterThanOrEqualTo(bound.toSeconds());
      beyond++;
    }
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
    setBound(null);
    System.out.printf(
        "Outage: %d checks answered, %d at the second try, %s; %d reads of active people were stale and allowed, and %d"
            + " beyond the bound of %s denied; fresh %s after the return%n",
        latencies.count(), retries.sum(), latencies, stale, beyond, bound, Format.seconds(fresh));
  }

  private void awaitFresh() {
    Awaitility.await()
        .atMost(RunningSystem.PATIENCE)
        .until(() -> isAllowed(mint(active.getFirst())) && !isStale(read(active.getFirst())));
  }

  private Answer read(String id) throws IOException, InterruptedException {
    return ask(id, "acme", "repository.read", "model", "acme/bert", PRIVATE);
  }

  /** What a person may do, but not while nobody can tell whether it still may. */
  private Answer mint(String id) throws IOException, InterruptedException {
    return ask(id, "acme", "token.create", "token", "t", Map.of());
  }

  private Answer ask(
      String id,
      String organization,
      String action,
      String type,
      String name,
      Map<String, String> of)
      throws IOException, InterruptedException {
    Answer answer;
    try {
      answer = platform.check(id, organization, action, type, name, of);
    } catch (IOException closed) {
      // JDK-8357639: of a connection from its pool, the JDK's client may take the answer for data
      // that came unasked, and close it. It does so with any server, in 1 of 100,000 requests.
      answer = platform.check(id, organization, action, type, name, of);
      retries.increment();
    }
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
