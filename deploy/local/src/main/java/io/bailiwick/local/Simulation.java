package io.bailiwick.local;

import io.bailiwick.check.Caller;
import io.bailiwick.check.Dialect;
import io.bailiwick.check.Person;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An identity provider over time: a first synchronisation, then cycles in which people join, move
 * and leave.
 */
final class Simulation {
  private static final int MEMBERS_AT_ONCE = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The number of people in a hundred who join, move or leave in a cycle. */
  private static final int JOINERS = 2;

  private static final int MOVERS = 5;
  private static final int LEAVERS = 2;

  private final Dialect dialect;
  private final Caller scim;
  private final String organization;
  private final String run;
  private final int writers;
  private final Patience patience;
  private final Map<Integer, String> ids = new ConcurrentHashMap<>();
  private final Map<String, Latencies> latencies = new ConcurrentHashMap<>();
  private final Map<String, String> groups = new LinkedHashMap<>();
  private int joined;
  private int left;

  Simulation(Dialect dialect, Caller scim, String organization, String run, int writers) {
    this.dialect = dialect;
    this.scim = scim;
    this.organization = organization;
    this.run = run;
    this.writers = writers;
    this.patience = new Patience(scim.base(), PATIENCE, Main::say);
  }

  /** Runs the first synchronisation: users, groups, members; each user is in up to three groups. */
  void synchronise(int users, int groupCount) throws IOException, InterruptedException {
    dialect.connect();
    join(users);
    for (int number = 0; number < groupCount; number++) {
      String name = "Group %s %d".formatted(run, number);
      groups.put(name, timed("group", () -> dialect.group(name)));
    }
    List<Patience.Push> additions = new ArrayList<>();
    List<String> groupIds = List.copyOf(groups.values());
    for (int number = 0; number < groupCount; number++) {
      String group = groupIds.get(number);
      List<String> members = members(number, groupCount, users);
      for (int from = 0; from < members.size(); from += MEMBERS_AT_ONCE) {
        List<String> some = members.subList(from, Math.min(members.size(), from + MEMBERS_AT_ONCE));
        additions.add(() -> timed("add members", () -> dialect.add(group, some)));
      }
    }
    all("members", additions);
  }

  private List<String> members(int group, int groupCount, int users) {
    return IntStream.range(0, users)
        .filter(user -> IntStream.range(0, 3).anyMatch(n -> (user + n * 7) % groupCount == group))
        .mapToObj(ids::get)
        .map(Objects::requireNonNull)
        .toList();
  }

  /** Runs a cycle in which some people join, some move and some leave. */
  void cycle(int number) throws InterruptedException {
    int people = joined - left;
    int leavers = Math.max(1, people * LEAVERS / 100);
    int movers = Math.max(1, people * MOVERS / 100);
    List<Patience.Push> changes = new ArrayList<>();
    for (int who = left; who < left + leavers; who++) {
      int user = who;
      changes.add(() -> timed("leave", () -> dialect.leave(id(user), person(user))));
    }
    for (int who = left + leavers; who < Math.min(joined, left + leavers + movers); who++) {
      int user = who;
      changes.add(() -> timed("move", () -> dialect.move(id(user), person(user).moved(number))));
    }
    left += leavers;
    all("cycle " + number, changes);
    int before = joined;
    join(Math.max(1, people * JOINERS / 100));
    if (!groups.isEmpty()) {
      String group = groups.values().iterator().next();
      List<String> newcomers =
          IntStream.range(before, joined).mapToObj(this::id).collect(Collectors.toList());
      patience.send(() -> timed("add members", () -> dialect.add(group, newcomers)));
      patience.send(
          () -> timed("remove member", () -> dialect.remove(group, newcomers.getFirst())));
    }
  }

  private Person person(int number) {
    return Person.of(organization, run, number);
  }

  private String id(int number) {
    return Objects.requireNonNull(ids.get(number));
  }

  /** Adds a number of new users. */
  void join(int count) throws InterruptedException {
    List<Patience.Push> pushes = new ArrayList<>();
    for (int number = joined; number < joined + count; number++) {
      int user = number;
      pushes.add(() -> ids.put(user, timed("join", () -> dialect.join(person(user)))));
    }
    all("join", pushes);
    joined += count;
  }

  private void all(String what, List<Patience.Push> pushes) throws InterruptedException {
    Progress progress = new Progress(what, pushes.size());
    try (ExecutorService pool = Executors.newFixedThreadPool(writers)) {
      List<Future<?>> futures = new ArrayList<>();
      for (Patience.Push push : pushes) {
        futures.add(
            pool.submit(
                () -> {
                  patience.send(push);
                  progress.step();
                  return null;
                }));
      }
      try {
        for (Future<?> future : futures) {
          future.get();
        }
      } catch (ExecutionException e) {
        // Waiting requests are not sent any more: they would fail the same way.
        pool.shutdownNow();
        throw new IllegalStateException(
            what + ": " + CallFailure.message(Objects.requireNonNullElse(e.getCause(), e)), e);
      }
    }
  }

  private <T> T timed(String what, Callable<T> call) throws IOException, InterruptedException {
    long began = System.nanoTime();
    T result = Caller.calling(call);
    latencies
        .computeIfAbsent(what, key -> new Latencies())
        .add(Duration.ofNanos(System.nanoTime() - began));
    return result;
  }

  /** Returns the ids of all users that joined, the newest last. */
  List<String> ids() {
    return IntStream.range(0, joined).mapToObj(this::id).toList();
  }

  /** Returns the number of users, including deactivated ones. */
  int joined() {
    return joined;
  }

  /** Returns the differences from the pushed state; empty if there are none. */
  List<String> differences() throws IOException, InterruptedException {
    List<String> differences = new ArrayList<>();
    String ofThisRun = "externalId sw \"" + run + "-\"";
    compare(differences, "users", joined, total("/Users", ofThisRun));
    compare(
        differences,
        "deactivated users",
        left,
        total("/Users", ofThisRun + " and active eq false"));
    compare(
        differences,
        "groups",
        groups.size(),
        total("/Groups", "displayName sw \"Group " + run + " \""));
    return differences;
  }

  private static void compare(List<String> differences, String what, int pushed, int found) {
    if (pushed != found) {
      differences.add("%s: %d pushed, %d found".formatted(what, pushed, found));
    }
  }

  private int total(String endpoint, String filter) throws IOException, InterruptedException {
    return scim.post(endpoint + "/.search", Map.of("filter", filter, "count", 0))
        .expect(200)
        .body()
        .get("totalResults")
        .intValue();
  }

  /** Returns the durations of the requests, a line for each kind. */
  List<String> report() {
    return latencies.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            entry ->
                "%-14s %6d  %s"
                    .formatted(entry.getKey(), entry.getValue().count(), entry.getValue()))
        .toList();
  }
}
