package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.check.Caller.Answer;
import io.bailiwick.local.History.Account;
import io.bailiwick.local.History.Check;
import io.bailiwick.local.History.End;
import io.bailiwick.local.History.Outcome;
import io.bailiwick.local.History.User;
import io.bailiwick.model.Revision;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** People of acme are written and asked about while processes end, or hang. */
final class Kills {
  /** Those without which there are no writes or no checks come last. */
  static final List<String> VICTIMS =
      List.of("provisioning-worker", "kafka", "postgres", "scim-gateway", "policy-enforcer");

  private static final int WRITERS = 4;
  private static final int CHECKERS = 2;
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(50);

  private final History history = new History();
  private final Queue<Kill> kills = new ConcurrentLinkedQueue<>();
  private final List<Thread> returns = new ArrayList<>();
  private final AtomicInteger newcomers = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final List<String> ids = new CopyOnWriteArrayList<>();
  private final String run = "kills" + Long.toString(System.currentTimeMillis(), 36);
  private final Caller acme = RunningSystem.acme();
  private final DemoPlatform platform = RunningSystem.platform();
  private final int people;
  private final boolean replicas = RunningSystem.state().processes().containsKey("haproxy");
  private volatile boolean ending;

  Kills(int people) {
    this.people = people;
  }

  /** Writes and asks while faults happen, one after each pause, and a last pause. */
  void play(List<Fault> faults, List<Duration> pauses)
      throws InterruptedException, ExecutionException, IOException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int first = writer;
        all.add(threads.submit(() -> write(first)));
      }
      for (int checker = 0; checker < CHECKERS; checker++) {
        all.add(threads.submit(this::check));
      }
      try {
        for (int i = 0; i < faults.size(); i++) {
          Thread.sleep(pauses.get(i));
          strike(faults.get(i));
        }
        Thread.sleep(pauses.getLast());
      } finally {
        ending = true;
      }
      for (Future<?> thread : all) {
        thread.get();
      }
    }
  }

  /** After a kill, the next fault may happen before the process is back. */
  private void strike(Fault fault) throws InterruptedException, IOException {
    long began = System.nanoTime();
    Runnable back = fault.strike();
    returns.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  back.run();
                  kills.add(new Kill(fault.process(), began, System.nanoTime()));
                }));
    if (fault.kind() != Fault.Kind.KILL) {
      returns.getLast().join();
    }
  }

  private int write(int first) throws InterruptedException {
    Random random = new Random();
    List<WrittenPerson> mine = new ArrayList<>();
    for (int i = first; i < people; i += WRITERS) {
      mine.add(newcomer(random));
    }
    while (!ending) {
      for (int i = 0; i < mine.size() && !ending; i++) {
        WrittenPerson person = mine.get(i);
        Thread.sleep(person.step() ? PAUSE : AFTER_FAILURE);
        if (person.isDone()) {
          mine.set(i, newcomer(random));
        }
      }
    }
    return mine.size();
  }

  private WrittenPerson newcomer(Random random) {
    String key = run + "-" + newcomers.incrementAndGet();
    return new WrittenPerson(acme, history, ids::add, key, random);
  }

  private int check() throws InterruptedException {
    Random random = new Random();
    int asked = 0;
    while (!ending) {
      if (!ids.isEmpty()) {
        // Mostly those who came last: who was deleted long ago is asked about too, but seldom.
        int many = ids.size();
        int newest = Math.min(many, 2 * people);
        boolean any = random.nextInt(5) == 0;
        ask(ids.get(any ? random.nextInt(many) : many - 1 - random.nextInt(newest)));
        asked++;
      }
      Thread.sleep(PAUSE);
    }
    return asked;
  }

  private void ask(String id) throws InterruptedException {
    long began = System.nanoTime();
    try {
      Answer answer = mayRead(id);
      JsonNode context = answer.body().path("context");
      history.add(
          new Check(
              id,
              began,
              System.nanoTime(),
              answer.body().path("decision").asBoolean(),
              context.path("stale").asBoolean(),
              Revision.parse(context.path("revision").asText()).map(Revision::version).orElse(0L)));
    } catch (IOException down) {
      unanswered.incrementAndGet();
    } catch (IllegalStateException odd) {
      history.odd("a check of " + id + ": " + odd.getMessage());
    }
  }

  private Answer mayRead(String id) throws IOException, InterruptedException {
    return platform.check(
        id,
        "acme",
        "repository.read",
        "model",
        "acme/bert",
        Map.of("owner", "acme", "visibility", "private"));
  }

  /** What is there now. */
  private End end() throws IOException, InterruptedException {
    List<User> users = new ArrayList<>();
    JsonNode page;
    do {
      page = acme.get("/Users?count=1000&startIndex=" + (users.size() + 1)).expect(200).body();
      users.addAll(WrittenPerson.users(page));
    } while (users.size() < page.path("totalResults").asInt() && page.has("Resources"));
    Map<String, Account> accounts = new HashMap<>();
    platform
        .accounts("acme")
        .forEach(
            (id, account) ->
                accounts.put(
                    id,
                    new Account(
                        account.path("status").asText(),
                        account.path("role").asText().toLowerCase(Locale.ROOT),
                        account.path("handle").asText())));
    // One whose creation was never answered has an id that nobody knows.
    Set<String> asked = new HashSet<>(ids);
    users.stream()
        .filter(user -> user.person().startsWith(run))
        .forEach(user -> asked.add(user.id()));
    Map<String, Boolean> allowed = new HashMap<>();
    for (String id : asked) {
      allowed.put(id, mayRead(id).body().path("decision").asBoolean());
    }
    return new End(users, accounts, allowed);
  }

  /** Waits until all is quiet, and asks the checker. */
  void assertNothingLost() throws InterruptedException {
    RunningSystem.awaitReady();
    for (Thread back : returns) {
      back.join();
    }
    System.out.print(summary());
    assertThat(replicas ? HistoryChecker.duringTwo(history) : HistoryChecker.during(history))
        .isEmpty();
    Awaitility.await()
        .atMost(RunningSystem.PATIENCE)
        .untilAsserted(() -> assertThat(HistoryChecker.atTheEnd(history, end())).isEmpty());
  }

  /** Each request was answered: none had to be sent again. */
  void assertNothingUnanswered() {
    assertThat(unanswered).hasValue(0);
    assertThat(history.failures()).isEmpty();
    assertThat(history.count(Outcome.ACKNOWLEDGED)).isPositive();
  }

  /** What was done, in some lines. */
  private String summary() {
    List<Check> checks = history.checks();
    StringBuilder summary =
        new StringBuilder(
            "Kills: %d; writes: %d acknowledged, %d refused, %d unknown, of %d users; "
                .formatted(
                    kills.size(),
                    history.count(Outcome.ACKNOWLEDGED),
                    history.count(Outcome.REFUSED),
                    history.count(Outcome.UNKNOWN),
                    ids.size()));
    summary.append(
        "checks: %d answered, %d of them stale, %d not answered%n"
            .formatted(
                checks.size(), checks.stream().filter(Check::stale).count(), unanswered.get()));
    for (String name : VICTIMS) {
      List<Kill> of = kills.stream().filter(kill -> kill.name().equals(name)).toList();
      summary.append(
          "Kills: %s %d, back after at most %s; deactivations still not enforced %s later%n"
              .formatted(
                  name,
                  of.size(),
                  Format.seconds(longest(of, kill -> Duration.ofNanos(kill.back() - kill.began()))),
                  Format.seconds(longest(of, this::enforcedLate))));
    }
    return summary.toString();
  }

  /** How long after its return, and until the next kill, a deactivation was not enforced yet. */
  private Duration enforcedLate(Kill kill) {
    long next =
        kills.stream()
            .mapToLong(Kill::began)
            .filter(began -> began > kill.began())
            .min()
            .orElse(Long.MAX_VALUE);
    return HistoryChecker.longestAllow(history, kill.back(), next);
  }

  private static Duration longest(List<Kill> kills, Function<Kill, Duration> time) {
    return kills.stream().map(time).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** A kill -9, and when the process was back. */
  private record Kill(String name, long began, long back) {}
}
