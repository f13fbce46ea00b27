package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.check.Caller.Answer;
import io.bailiwick.check.Dialect;
import io.bailiwick.local.History.Outcome;
import io.bailiwick.local.History.State;
import io.bailiwick.local.History.User;
import io.bailiwick.local.History.Write;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Somebody who is created, changed, deactivated, brought back and deleted by SCIM, one write at a
 * time. Each write states all that there is of the person, its number as the title.
 */
final class WrittenPerson {
  private static final List<String> ROLES = List.of("read", "contributor", "write");
  private static final int LONGEST_REST = 8_000;

  /** One in so many writes is the person's last one. */
  private static final int WRITES_OF_A_LIFE = 4;

  private final Caller scim;
  private final History history;
  private final Consumer<String> ids;
  private final String key;
  private final Random random;
  private State state = State.ABSENT;
  private String id = "";
  private int number;
  private boolean uncertain;
  private boolean done;
  private long restUntil = System.nanoTime();

  /**
   * Somebody who is not there yet.
   *
   * @param ids hears of every id that the person gets
   */
  WrittenPerson(Caller scim, History history, Consumer<String> ids, String key, Random random) {
    this.scim = scim;
    this.history = history;
    this.ids = ids;
    this.key = key;
    this.random = random;
  }

  /** Makes the next write, unless the person rests; whether it was acknowledged. */
  boolean step() throws InterruptedException {
    if (System.nanoTime() < restUntil) {
      return true;
    }
    if (uncertain && !lookUp()) {
      return false;
    }
    if (!state.exists()) {
      return create();
    }
    int dice = random.nextInt(100);
    if (dice < 4) {
      return write(State.ABSENT, () -> scim.delete("/Users/" + id));
    }
    boolean active = state.active() ? dice >= 55 : dice < 70;
    State next = next(active);
    boolean acknowledged = write(next, () -> scim.patch("/Users/" + id, patch(next)));
    // Half of those who have left stay away for long enough to be asked about after the bound.
    if (!active && random.nextBoolean()) {
      restUntil = System.nanoTime() + random.nextInt(LONGEST_REST) * 1_000_000L;
    }
    return acknowledged;
  }

  /**
   * Whether no write follows. Events carry the whole state, so the next one of a person hides that
   * one was lost: only a last one shows it.
   */
  boolean isDone() {
    return done;
  }

  private State next(boolean active) {
    return new State(true, active, ROLES.get(random.nextInt(ROLES.size())), ++number);
  }

  private boolean create() throws InterruptedException {
    State next = next(true);
    Map<String, Object> user =
        Map.of(
            "schemas",
            List.of(Dialect.USER),
            "externalId",
            key,
            "userName",
            key + "@acme.example",
            "active",
            true,
            "title",
            Integer.toString(next.stamp()),
            "roles",
            List.of(Map.of("value", next.role())));
    id = "";
    return write(next, () -> scim.post("/Users", user));
  }

  private static Map<String, Object> patch(State next) {
    return Map.of(
        "schemas",
        List.of(Dialect.PATCH),
        "Operations",
        List.of(
            replace("active", next.active()),
            replace("title", Integer.toString(next.stamp())),
            replace("roles", List.of(Map.of("value", next.role())))));
  }

  private static Map<String, Object> replace(String path, Object value) {
    return Map.of("op", "replace", "path", path, "value", value);
  }

  private boolean write(State leaves, Callable<Answer> request) throws InterruptedException {
    long began = System.nanoTime();
    Outcome outcome;
    long version = 0;
    try {
      Answer answer = Caller.calling(request);
      int status = answer.status();
      outcome =
          status < 300 ? Outcome.ACKNOWLEDGED : status < 500 ? Outcome.REFUSED : Outcome.UNKNOWN;
      if (outcome == Outcome.REFUSED) {
        history.odd("%s: %s was answered %d: %s".formatted(key, leaves, status, answer.body()));
      }
      if (outcome == Outcome.UNKNOWN) {
        history.failed("%s: %d %s".formatted(key, status, answer.body()));
      }
      if (outcome == Outcome.ACKNOWLEDGED && leaves.exists()) {
        version = version(answer.body());
        id = answer.body().path("id").asText();
      }
    } catch (ConnectException | HttpConnectTimeoutException neverSent) {
      outcome = Outcome.REFUSED;
      history.failed(key + ": " + neverSent);
    } catch (IOException broken) {
      outcome = Outcome.UNKNOWN;
      history.failed(key + ": " + broken);
    }
    history.add(new Write(key, id, leaves, began, System.nanoTime(), outcome, version));
    done = random.nextInt(WRITES_OF_A_LIFE) == 0;
    if (outcome == Outcome.ACKNOWLEDGED) {
      settle(leaves);
    } else {
      uncertain = true;
    }
    return outcome == Outcome.ACKNOWLEDGED;
  }

  private void settle(State now) {
    if (!state.exists() && now.exists()) {
      ids.accept(id);
    }
    state = now;
    uncertain = false;
  }

  /** Asks how the person stands, after a write of which nobody knows whether it has happened. */
  private boolean lookUp() throws InterruptedException {
    try {
      Answer answer = scim.get("/Users?" + Dialect.filter("externalId", key));
      if (answer.status() != 200) {
        return false;
      }
      List<User> found = users(answer.body());
      State now = found.isEmpty() ? State.ABSENT : found.getFirst().state();
      id = found.isEmpty() ? "" : found.getFirst().id();
      settle(now);
      return true;
    } catch (IOException down) {
      return false;
    }
  }

  /** The users of a SCIM list. */
  static List<User> users(JsonNode list) {
    List<User> users = new ArrayList<>();
    for (JsonNode user : list.path("Resources")) {
      String title = user.path("title").asText();
      State state =
          new State(
              true,
              user.path("active").asBoolean(),
              user.at("/roles/0/value").asText(),
              title.matches("[0-9]{1,9}") ? Integer.parseInt(title) : 0);
      users.add(
          new User(
              user.path("externalId").asText(user.path("id").asText()),
              user.path("id").asText(),
              state,
              version(user)));
    }
    return users;
  }

  private static long version(JsonNode user) {
    String tag = user.at("/meta/version").asText().replaceAll("[^0-9]", "");
    return tag.isEmpty() ? 0 : Long.parseLong(tag);
  }
}
