package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What an organization may send in a second, and the lane for deactivations: rule S13. */
@GatewayTest
class RateLimitTest {
  private static final String DEACTIVATE =
      "{\"Operations\":[{\"op\":\"Replace\",\"path\":\"active\",\"value\":\"False\"}]}";

  private static final String RENAME =
      "{\"Operations\":[{\"op\":\"replace\",\"path\":\"title\",\"value\":\"CTO\"}]}";

  /** Now and then one comes just when there is room for one more. */
  private static ValidatableResponse awaitRefused(Supplier<Response> request) {
    return Awaitility.await().until(request::get, answer -> answer.statusCode() == 429).then();
  }

  /** While one organization floods the service. */
  @Test
  void tooMuchIsRefusedButDeactivationsAreNot() throws Exception {
    Tenant acme = Tenant.make("flood");
    Tenant globex = Tenant.make("calm");
    String jane = acme.user("jane");
    String john = acme.user("john");
    String mary = acme.user("mary");
    String anne = acme.user("anne");
    try (Flood flood = Flood.of(acme)) {
      flood.awaitRefusal();
      awaitRefused(() -> acme.scim().body("{\"userName\":\"new\"}").post("/Users"))
          .header("Retry-After", matchesPattern("[0-9]+"))
          .body("status", equalTo("429"));
      awaitRefused(() -> acme.scim().body(RENAME).patch("/Users/" + jane));
      acme.scim().body(DEACTIVATE).patch("/Users/" + jane).then().statusCode(200);
      acme.scim()
          .body("{\"userName\":\"john\",\"active\":false}")
          .put("/Users/" + john)
          .then()
          .statusCode(200);
      acme.scim().delete("/Users/" + mary).then().statusCode(204);
      awaitRefused(() -> bulk(acme, patch(anne, RENAME), delete("nobody")));
      bulk(acme, patch(anne, DEACTIVATE), delete(anne))
          .then()
          .statusCode(200)
          .body("Operations.status", contains("200", "204"));
      String[] many = Collections.nCopies(300, delete("nobody")).toArray(String[]::new);
      bulk(acme, many).then().statusCode(200);
      awaitRefused(() -> bulk(acme));
      awaitRefused(() -> acme.scim().body("{").patch("/Users/" + jane));
      Awaitility.await()
          .until(() -> acme.scim().delete("/Users/" + john).statusCode(), equalTo(204));
      globex.user("jane");
    }
    Awaitility.await()
        .until(() -> acme.scim().get("/Users/" + jane), answer -> answer.statusCode() == 200)
        .then()
        .body("active", equalTo(false));
  }

  /** Lists that read everything leave connections to writes and to the other organizations. */
  @Test
  void listsThatNoIndexAnswersHaveAShare() throws Exception {
    Tenant acme = Tenant.make("scans");
    Tenant globex = Tenant.make("calm");
    ManyUsers.fill(acme, 1500);
    String jane = globex.user("jane");
    String scan =
        IntStream.range(0, 25)
            .mapToObj(i -> "emails.value co \"z" + i + "\"")
            .collect(Collectors.joining(" or "));
    List<Future<Integer>> scans = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        scans.add(pool.submit(() -> list(acme, scan).statusCode()));
      }
      list(acme, "userName eq \"f7@x\"").then().statusCode(200).body("totalResults", equalTo(1));
      globex.scim().body(DEACTIVATE).patch("/Users/" + jane).then().statusCode(200);
      list(globex, "title pr").then().statusCode(200);
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Integer> one : scans) {
      statuses.add(one.get());
    }
    assertThat(statuses).containsOnly(200, 429);
    list(acme, scan).then().statusCode(200);
    list(acme, scan + " or title pr")
        .then()
        .statusCode(400)
        .body("scimType", equalTo("invalidFilter"));
    String names =
        IntStream.range(0, 26)
            .mapToObj(i -> "displayName eq \"z" + i + "\"")
            .collect(Collectors.joining(" or "));
    list(acme, names).then().statusCode(400).body("scimType", equalTo("invalidFilter"));
    acme.scim().queryParam("filter", names).get("/Groups").then().statusCode(200);
  }

  /** An importer with many workers reads a small organization; a large one has a share. */
  @Test
  void listsWithoutAFilterHaveAShareInALargeOrganization() throws Exception {
    Tenant small = Tenant.make("plain");
    small.user("jane");
    Tenant large = Tenant.make("crowd");
    ManyUsers.fill(large, 10_001);
    String next =
        page(large, "?cursor=&count=1")
            .then()
            .statusCode(200)
            .body("totalResults", equalTo(10_001))
            .extract()
            .path("nextCursor");
    List<Future<Response>> plain = new ArrayList<>();
    List<Future<Response>> counts = new ArrayList<>();
    List<Future<Response>> following = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      try (Connection other = GatewayServers.owner();
          Statement sql = other.createStatement()) {
        other.setAutoCommit(false);
        sql.execute("lock table identity in access exclusive mode");
        for (int i = 0; i < 3; i++) {
          plain.add(pool.submit(() -> page(small, "?count=0")));
          plain.add(pool.submit(() -> page(small, "?sortBy=displayName")));
          counts.add(pool.submit(() -> page(large, "?count=0")));
          following.add(pool.submit(() -> page(large, "?count=1&cursor=" + next)));
        }
        Awaitility.await().until(() -> counts.stream().anyMatch(Future::isDone));
        other.rollback();
      }
    }
    assertThat(statuses(plain)).containsOnly(200);
    assertThat(statuses(following)).containsOnly(200);
    assertThat(statuses(counts)).containsExactlyInAnyOrder(200, 200, 429);
  }

  private static Response page(Tenant tenant, String query) {
    return tenant.scim().urlEncodingEnabled(false).get("/Users" + query);
  }

  private static List<Integer> statuses(List<Future<Response>> answers) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (Future<Response> one : answers) {
      statuses.add(one.get().statusCode());
    }
    return statuses;
  }

  /**
   * Who waits for its own locks leaves connections to the others, and turns to its deactivations;
   * without any, it is a 503.
   */
  @Test
  void transactionsThatWaitHaveAShare() throws Exception {
    Tenant acme = Tenant.make("locked");
    Tenant initech = Tenant.make("locked");
    Tenant globex = Tenant.make("calm");
    String jane = acme.user("jane");
    String john = initech.user("john");
    String mary = acme.user("mary");
    String anne = acme.user("anne");
    String paul = acme.user("paul");
    String rosa = acme.user("rosa");
    List<Future<Integer>> waiting = new ArrayList<>();
    try (Connection first = GatewayServers.runtime();
        Connection second = GatewayServers.runtime();
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      GatewayServers.hold(first, acme, jane);
      for (int i = 0; i < 20; i++) {
        waiting.add(pool.submit(() -> acme.patch(jane, "replace", "title", "CTO").statusCode()));
      }
      Awaitility.await().until(GatewayServers::waitingForLocks, equalTo(8));
      globex.user("jane");
      GatewayServers.hold(second, initech, john);
      for (int i = 0; i < 8; i++) {
        waiting.add(pool.submit(() -> initech.patch(john, "replace", "title", "CTO").statusCode()));
      }
      Awaitility.await().until(GatewayServers::waitingForLocks, equalTo(16));
      globex
          .scim()
          .body("{\"userName\":\"john\"}")
          .post("/Users")
          .then()
          .statusCode(503)
          .header("Retry-After", matchesPattern("[0-9]+"))
          .body("status", equalTo("503"));
      second.rollback();
      Awaitility.await().until(GatewayServers::waitingForLocks, equalTo(8));
      acme.scim().body(DEACTIVATE).patch("/Users/" + mary).then().statusCode(200);
      acme.scim()
          .body("{\"userName\":\"anne\",\"active\":false}")
          .put("/Users/" + anne)
          .then()
          .statusCode(200);
      acme.scim().delete("/Users/" + mary).then().statusCode(204);
      bulk(acme, patch(paul, DEACTIVATE), delete(paul))
          .then()
          .statusCode(200)
          .body("Operations.status", contains("200", "204"));
      // So large that a worker thread reads it.
      bulk(acme, " ".repeat(100_000) + patch(rosa, DEACTIVATE), delete(rosa))
          .then()
          .statusCode(200)
          .body("Operations.status", contains("200", "204"));
      assertThat(GatewayServers.waitingForLocks()).isEqualTo(8);
      first.rollback();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> one : waiting) {
        statuses.add(one.get());
      }
      // Those that had a connection come through; those that waited for a turn were told to go.
      assertThat(statuses).containsOnly(200, 503);
      assertThat(statuses.stream().filter(status -> status == 200)).hasSizeGreaterThanOrEqualTo(16);
    }
    globex.user("john");
  }

  /** A leaked token floods its organization; the operator finds and replaces it all the same. */
  @Test
  void tokensAreInReachWhileAllTurnsAreTaken() throws Exception {
    Tenant acme = Tenant.make("leaked");
    String jane = acme.user("jane");
    String tokens = "/organizations/" + acme.id() + "/scim-tokens";
    List<Future<Response>> waiting = new ArrayList<>();
    try (Connection other = GatewayServers.runtime();
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      GatewayServers.hold(other, acme, jane);
      for (int i = 0; i < 8; i++) {
        waiting.add(pool.submit(() -> acme.patch(jane, "replace", "title", "CTO")));
      }
      Awaitility.await().until(GatewayServers::waitingForLocks, equalTo(8));
      for (int i = 0; i < 2; i++) {
        waiting.add(pool.submit(() -> acme.scim().delete("/Users/" + jane)));
      }
      Awaitility.await().until(GatewayServers::waitingForLocks, equalTo(10));
      String leaked =
          Tenant.operator().get(tokens).then().statusCode(200).extract().path("tokens[0].keyId");
      Tenant.operator().post(tokens).then().statusCode(201);
      Tenant.operator().delete(tokens + "/" + leaked).then().statusCode(204);
      assertThat(GatewayServers.waitingForLocks()).isEqualTo(10);
      other.rollback();
    }
    assertThat(statuses(waiting)).contains(200, 204);
  }

  private static Response list(Tenant tenant, String filter) {
    return tenant.scim().queryParam("filter", filter).get("/Users");
  }

  private static String patch(String user, String body) {
    return "{\"method\":\"PATCH\",\"path\":\"/Users/%s\",\"data\":%s}".formatted(user, body);
  }

  private static String delete(String user) {
    return "{\"method\":\"DELETE\",\"path\":\"/Users/%s\"}".formatted(user);
  }

  private static Response bulk(Tenant tenant, String... operations) {
    return tenant
        .scim()
        .body("{\"Operations\":[" + String.join(",", operations) + "]}")
        .post("/Bulk");
  }
}
