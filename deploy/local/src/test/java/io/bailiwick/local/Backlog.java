package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.check.Dialect;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Many changes are acknowledged while the broker hangs; how long after its return the enforcer
 * decides by all of them.
 */
final class Backlog {
  /** The promise for 100,000 changes. */
  private static final Duration BOUND = Duration.ofSeconds(60);

  /** How often each person changes; the last time it is deactivated. */
  private static final int CHANGES_EACH = 5;

  private static final int OPERATIONS = 200;
  private static final int THREADS = 4;
  private static final Duration GIVE_UP = Duration.ofMinutes(15);

  private final Caller scim = RunningSystem.acme();
  private final DemoPlatform platform = RunningSystem.platform();
  private final String run = "backlog" + Long.toString(System.currentTimeMillis(), 36);
  private final int people;
  private List<String> ids = List.of();

  Backlog(int changes) {
    this.people = Math.max(1, changes / CHANGES_EACH);
  }

  void play() throws Exception {
    ids = inBulk(IntStream.range(0, people).mapToObj(this::joins).toList(), "201");
    all(ids, id -> await(id, "allowed"));
    Instant back;
    Duration writing;
    try (StoppedProcesses _ = StoppedProcesses.of("kafka")) {
      Instant began = Instant.now();
      for (int change = 1; change <= CHANGES_EACH; change++) {
        boolean last = change == CHANGES_EACH;
        String title = "Principal " + change;
        inBulk(ids.stream().map(id -> changes(id, last, title)).toList(), "200");
      }
      writing = Duration.between(began, Instant.now());
      back = Instant.now();
    }
    all(ids, id -> await(id, "account_suspended"));
    Duration denied = Duration.between(back, Instant.now());
    awaitSuspended();
    System.out.printf(
        "Backlog: %d changes written in %s; after the broker's return all %d denied in %s, all"
            + " accounts suspended in %s%n",
        people * CHANGES_EACH,
        Format.seconds(writing),
        people,
        Format.seconds(denied),
        Format.seconds(Duration.between(back, Instant.now())));
    assertThat(denied).isLessThanOrEqualTo(BOUND);
  }

  private Map<String, Object> joins(int number) {
    String key = run + "-" + number;
    Map<String, Object> user =
        Map.of(
            "schemas",
            List.of(Dialect.USER),
            "externalId",
            key,
            "userName",
            key + "@acme.example",
            "active",
            true);
    return Map.of("method", "POST", "path", "/Users", "bulkId", key, "data", user);
  }

  private static Map<String, Object> changes(String id, boolean leaves, String title) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("op", "replace");
    operation.put("path", leaves ? "active" : "title");
    operation.put("value", leaves ? (Object) false : title);
    return Map.of(
        "method",
        "PATCH",
        "path",
        "/Users/" + id,
        "data",
        Map.of("schemas", List.of(Dialect.PATCH), "Operations", List.of(operation)));
  }

  /** Makes all operations, some at once; gives the ids of the users in their order. */
  private List<String> inBulk(List<Map<String, Object>> operations, String status)
      throws InterruptedException, ExecutionException {
    List<Callable<List<String>>> requests = new ArrayList<>();
    for (int from = 0; from < operations.size(); from += OPERATIONS) {
      List<Map<String, Object>> some =
          operations.subList(from, Math.min(operations.size(), from + OPERATIONS));
      requests.add(() -> bulk(some, status));
    }
    List<String> users = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (Future<List<String>> request : threads.invokeAll(requests)) {
        users.addAll(request.get());
      }
    }
    return users;
  }

  private List<String> bulk(List<Map<String, Object>> operations, String status)
      throws IOException, InterruptedException {
    JsonNode answers =
        scim.post(
                "/Bulk",
                Map.of(
                    "schemas",
                    List.of("urn:ietf:params:scim:api:messages:2.0:BulkRequest"),
                    "Operations",
                    operations))
            .expect(200)
            .body()
            .path("Operations");
    List<String> users = new ArrayList<>();
    for (JsonNode answer : answers) {
      assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo(status);
      String location = answer.path("location").asText();
      users.add(location.substring(location.lastIndexOf('/') + 1));
    }
    assertThat(users).hasSameSizeAs(operations);
    return users;
  }

  private static void all(List<String> ids, Question question)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Callable<Boolean>> asked = new ArrayList<>();
      for (String id : ids) {
        asked.add(() -> question.ask(id));
      }
      for (Future<Boolean> answer : threads.invokeAll(asked)) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  /** Waits for the reason: a deny for want of a fresh projection is not one for the state. */
  private boolean await(String id, String reason) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(GIVE_UP);
    while (Instant.now().isBefore(end)) {
      String given =
          platform
              .check(
                  id,
                  "acme",
                  "repository.read",
                  "model",
                  "acme/bert",
                  Map.of("visibility", "private"))
              .body()
              .at("/context/reason")
              .asText();
      if (given.equals(reason)) {
        return true;
      }
      Thread.sleep(20);
    }
    return false;
  }

  private void awaitSuspended() throws IOException, InterruptedException {
    Instant end = Instant.now().plus(GIVE_UP);
    while (true) {
      Map<String, JsonNode> accounts = platform.accounts("acme");
      Set<String> suspended =
          accounts.values().stream()
              .filter(account -> account.path("status").asText().equals("SUSPENDED"))
              .map(account -> account.path("id").asText())
              .collect(Collectors.toSet());
      if (suspended.containsAll(ids)) {
        return;
      }
      assertThat(Instant.now()).as("accounts follow").isBefore(end);
      Thread.sleep(500);
    }
  }

  private interface Question {
    boolean ask(String id) throws IOException, InterruptedException;
  }
}
