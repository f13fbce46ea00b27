package io.bailiwick.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Sends the requests of Entra ID and Okta to a SCIM service, from the connection test to the
 * deletion, and reports the answers. It creates a user and a group for each provider, and deletes
 * them.
 */
public final class ScimCheck {
  private static final List<String> PROVIDERS = List.of("entra", "okta");

  private final Caller scim;
  private final String run;
  private final List<Result> results = new ArrayList<>();

  private ScimCheck(Caller scim, String run) {
    this.scim = scim;
    this.run = run;
  }

  /**
   * Runs the whole check, which takes a second or two.
   *
   * @param scim calls the SCIM base URL with a token
   * @param run part of every name, so that a check never meets the leftovers of another one
   */
  public static List<Result> run(Caller scim, String run) throws InterruptedException {
    ScimCheck check = new ScimCheck(scim, run);
    for (String provider : PROVIDERS) {
      check.play(provider, Dialect.of(provider, scim));
    }
    return List.copyOf(check.results);
  }

  private void play(String provider, Dialect dialect) throws InterruptedException {
    Person person = Person.of("self-test", run + "-" + provider, 1);
    attempt(provider, "answer the connection test", () -> done(dialect::connect));
    attempt(
        provider,
        "refuse a token that is none, with 401",
        () -> scim.withToken("not-a-token").get("/Users?count=1").expect(401));
    Optional<String> user = attempt(provider, "make a user", () -> dialect.join(person));
    if (user.isPresent()) {
      user(provider, dialect, person, user.get());
      Optional<String> group =
          attempt(provider, "make a group", () -> dialect.group("Self-test " + run + provider));
      if (group.isPresent()) {
        group(provider, dialect, group.get(), user.get());
      }
      leave(provider, dialect, person, user.get());
    }
  }

  private void user(String provider, Dialect dialect, Person person, String id)
      throws InterruptedException {
    attempt(
        provider,
        "find it by userName in another letter case",
        () -> {
          String capitals = person.userName().toUpperCase(Locale.ROOT);
          Answer found = scim.get("/Users?" + Dialect.filter("userName", capitals));
          return require(Dialect.id(found).equals(id), found, "one user, " + id);
        });
    attempt(
        provider,
        "refuse the same userName a second time, with 409 uniqueness",
        () -> {
          Answer twice =
              scim.post(
                      "/Users",
                      Map.of("schemas", List.of(Dialect.USER), "userName", person.userName()))
                  .expect(409);
          return require(
              twice.body().path("scimType").asText().equals("uniqueness"),
              twice,
              "scimType uniqueness");
        });
    attempt(
        provider,
        "change title and department",
        () -> {
          dialect.move(id, person.moved(1));
          Answer now = scim.get("/Users/" + id).expect(200);
          return require(
              now.body().path("title").asText().equals("Principal 1")
                  && now.body()
                      .path(Dialect.ENTERPRISE)
                      .path("department")
                      .asText()
                      .equals(person.moved(1).department()),
              now,
              "the new title and department");
        });
  }

  private void group(String provider, Dialect dialect, String group, String user)
      throws InterruptedException {
    attempt(
        provider,
        "add the user to the group",
        () -> {
          dialect.add(group, List.of(user));
          Answer now = scim.get("/Groups/" + group).expect(200);
          return require(holds(now, user), now, "the user among the members");
        });
    attempt(
        provider,
        "remove the user from the group, and nobody else",
        () -> {
          dialect.remove(group, user);
          Answer now = scim.get("/Groups/" + group).expect(200);
          return require(!holds(now, user), now, "the user no longer among the members");
        });
    attempt(provider, "delete the group", () -> scim.delete("/Groups/" + group).expect(204));
  }

  private static boolean holds(Answer group, String user) {
    for (JsonNode member : group.body().path("members")) {
      if (member.path("value").asText().equals(user)) {
        return true;
      }
    }
    return false;
  }

  private void leave(String provider, Dialect dialect, Person person, String id)
      throws InterruptedException {
    attempt(
        provider,
        "deactivate the user, who stays readable",
        () -> {
          dialect.leave(id, person);
          Answer now = scim.get("/Users/" + id).expect(200);
          return require(!now.body().path("active").asBoolean(true), now, "active false");
        });
    attempt(
        provider,
        "delete the user, who is 404 afterwards",
        () -> {
          scim.delete("/Users/" + id).expect(204);
          return scim.get("/Users/" + id).expect(404);
        });
  }

  private static Answer require(boolean holds, Answer answer, String wanted) {
    if (!holds) {
      throw new IllegalStateException(
          "expected %s, but %d was answered: %s".formatted(wanted, answer.status(), answer.body()));
    }
    return answer;
  }

  private static boolean done(Action action) throws IOException, InterruptedException {
    action.run();
    return true;
  }

  /** Returns the result of a check; empty if it failed. */
  private <T> Optional<T> attempt(String provider, String what, Callable<T> check)
      throws InterruptedException {
    long began = System.nanoTime();
    Optional<T> given = Optional.empty();
    Optional<String> failure = Optional.empty();
    try {
      given = Optional.of(Caller.calling(check));
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      failure = Optional.of("no answer: " + why);
    } catch (IllegalStateException e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      failure = Optional.of("an answer that lacks what it should have");
    }
    results.add(new Result(provider, what, failure, Duration.ofNanos(System.nanoTime() - began)));
    return given;
  }

  /** A call to the service. */
  private interface Action {
    void run() throws IOException, InterruptedException;
  }

  /**
   * The result of one check.
   *
   * @param failure the unexpected answer; empty if the check passed
   */
  public record Result(String provider, String check, Optional<String> failure, Duration took) {
    /** Returns whether the check passed. */
    public boolean passed() {
      return failure.isEmpty();
    }
  }
}
