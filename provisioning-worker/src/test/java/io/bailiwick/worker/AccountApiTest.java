package io.bailiwick.worker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.event.Topics;
import io.bailiwick.model.ManagedId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The accounts as the platform's services read them. */
@QuarkusTest
@WithTestResource(value = WorkerServers.class, scope = TestResourceScope.GLOBAL)
class AccountApiTest {
  private final String organization = "read-" + UUID.randomUUID().toString().substring(0, 8);
  private final String id = ManagedId.of(UUID.randomUUID());

  @Test
  void namesakesGetNumbersAndAPageHoldsThemAll() {
    organization();
    String first = ManagedId.of(new UUID(1, System.nanoTime()));
    golden("identity-created").send(Topics.IDENTITIES);
    golden("identity-created").withId(first).send(Topics.IDENTITIES);
    Awaitility.await()
        .atMost(Accounts.PATIENCE)
        .untilAsserted(
            () ->
                Accounts.platform()
                    .queryParam("organization", organization)
                    .get("/accounts")
                    .then()
                    .body("accounts", hasSize(2)));
    List<String> handles =
        Accounts.platform()
            .queryParam("organization", organization)
            .get("/accounts")
            .then()
            .extract()
            .path("accounts.handle");
    assertThat(handles).doesNotHaveDuplicates();
    String next =
        Accounts.platform()
            .queryParam("organization", organization)
            .queryParam("limit", 1)
            .get("/accounts")
            .then()
            .body("accounts", hasSize(1))
            .extract()
            .path("next");
    Accounts.platform()
        .queryParam("organization", organization)
        .queryParam("after", next)
        .get("/accounts")
        .then()
        .body("accounts", hasSize(1));
  }

  @Test
  void theAccountApiIsForThePlatformOnly() {
    given().get("/accounts/" + id).then().statusCode(401);
    Accounts.with("bailiwick.check")
        .get("/accounts/" + id)
        .then()
        .statusCode(403)
        .body("detail", equalTo("The bearer token lacks the scope bailiwick.accounts.read."));
    Accounts.platform().get("/accounts/nobody").then().statusCode(404).body("status", equalTo(404));
    String methods = "GET, HEAD, OPTIONS";
    Accounts.platform().options("/accounts/nobody").then().statusCode(200).header("Allow", methods);
    Accounts.platform().delete("/accounts").then().statusCode(405).header("Allow", methods);
    Accounts.platform().get("/accounts").then().statusCode(400).body("member", equalTo("handle"));
    Accounts.platform()
        .get("/accounts?email=a@b")
        .then()
        .statusCode(400)
        .body("member", equalTo("email"))
        .body(
            "detail",
            equalTo(
                "email is not known here. Query parameters are: after, handle, limit,"
                    + " organization, resourceGroup, role, status."));
  }

  @ParameterizedTest
  @CsvSource({
    "/accounts?organization=acme&role=owner, role",
    "/accounts?organization=acme&status=GONE, status",
    "/accounts?organization=acme&resourceGroup=A_B, resourceGroup",
    "/accounts?organization=acme&limit=1001, limit",
    "/accounts?handle=jane&role=read, handle",
    "/accounts/changes?after=x, after",
    "/accounts/changes?limit=0, limit",
    "/accounts/changes?organization=acme, organization"
  })
  void aBadParameterIsNamed(String path, String member) {
    Accounts.platform().get(path).then().statusCode(400).body("member", equalTo(member));
  }

  @Test
  void aListIsSelectedByRoleResourceGroupAndStatus() {
    String john = ManagedId.of(UUID.randomUUID());
    String elsewhere = ManagedId.of(UUID.randomUUID());
    String neighbour = organization + "-b";
    settings(organization, AccountApiTest::withModels);
    settings(neighbour, AccountApiTest::withModels);
    golden("identity-created").with(AccountApiTest::inModels).send(Topics.IDENTITIES);
    golden("identity-deactivated").withId(john).withoutRoles().send(Topics.IDENTITIES);
    Wire.golden("identity-created", neighbour, elsewhere)
        .with(AccountApiTest::inModels)
        .send(Topics.IDENTITIES);
    Accounts.awaitField(id, "grants.size()", 1);
    Accounts.awaitField(elsewhere, "grants.size()", 1);
    Accounts.awaitStatus(john, "SUSPENDED");
    assertThat(selected(Map.of("resourceGroup", "models"))).containsExactly(id);
    assertThat(selected(Map.of("resourceGroup", "data-sets"))).isEmpty();
    assertThat(selected(Map.of("status", "SUSPENDED"))).containsExactly(john);
    assertThat(selected(Map.of("status", "ACTIVE", "role", "contributor"))).containsExactly(id);
    assertThat(selected(Map.of("status", "ACTIVE", "role", "admin"))).isEmpty();
    assertThat(selected(Map.of())).containsExactlyInAnyOrder(id, john);
  }

  private List<String> selected(Map<String, String> conditions) {
    return Accounts.platform()
        .queryParam("organization", organization)
        .queryParams(conditions)
        .get("/accounts")
        .then()
        .statusCode(200)
        .extract()
        .path("accounts.id");
  }

  @Test
  void anAccountThatIsKnownIsNotSentAgain() {
    settings(organization, state -> {});
    golden("identity-created").send(Topics.IDENTITIES);
    String tag = Accounts.awaitStatus(id, "ACTIVE").extract().header("ETag");
    assertThat(tag).isEqualTo("\"1\"");
    Accounts.platform()
        .header("If-None-Match", tag)
        .get("/accounts/" + id)
        .then()
        .statusCode(304)
        .header("ETag", tag);
    Accounts.platform()
        .header("If-None-Match", "\"7\"")
        .get("/accounts/" + id)
        .then()
        .statusCode(200);
  }

  /** A transaction that began earlier and still runs holds the feed back; nothing is skipped. */
  @Test
  void theFeedSkipsNoChangeThatCommitsLate() throws SQLException {
    settings(organization, state -> {});
    String next = "";
    try (Connection connection = WorkerServers.runtime();
        Statement sql = connection.createStatement()) {
      golden("identity-created").send(Topics.IDENTITIES);
      Accounts.awaitStatus(id, "ACTIVE");
      next = awaitChange("", 1);
      connection.setAutoCommit(false);
      sql.execute("select set_config('app.organization', '%s', true)".formatted(organization));
      sql.execute("insert into reconciliation values ('%s', now())".formatted(organization));
      golden("identity-deactivated").send(Topics.IDENTITIES);
      Accounts.awaitStatus(id, "SUSPENDED");
      assertThat(read(next)).isEmpty();
      connection.rollback();
    }
    assertThat(awaitChange(next, 2)).isNotEqualTo(next);
  }

  /** Such as after a restore: other transactions have those numbers there. */
  @Test
  void aPositionOfAnotherDatabaseIsRejected() {
    organization();
    golden("identity-created").send(Topics.IDENTITIES);
    Accounts.awaitStatus(id, "ACTIVE");
    String[] parts = awaitChange("", 1).split("\\.", -1);
    for (String foreign :
        List.of(
            "0" + parts[0] + "." + parts[1] + "." + parts[2],
            parts[0] + "." + (Long.parseLong(parts[1]) + 1_000_000) + "." + parts[2])) {
      Accounts.platform()
          .queryParam("after", foreign)
          .get("/accounts/changes")
          .then()
          .statusCode(410)
          .body("member", equalTo("after"));
    }
  }

  /** Reads on until this test's account appears with a version; returns the position after. */
  private String awaitChange(String after, int version) {
    List<String> at = new ArrayList<>(List.of(after));
    Awaitility.await()
        .atMost(Accounts.PATIENCE)
        .until(
            () -> {
              JsonPath page = changes(at.getLast());
              at.add(page.getString("next"));
              return page.getList("accounts", Map.class).stream()
                  .anyMatch(
                      one ->
                          id.equals(one.get("id"))
                              && Integer.valueOf(version).equals(one.get("version")));
            });
    return at.getLast();
  }

  /** The versions of this test's account after a position, to the end of the feed. */
  private List<Integer> read(String after) {
    List<Integer> versions = new ArrayList<>();
    String at = after;
    while (true) {
      JsonPath page = changes(at);
      page.getList("accounts", Map.class).stream()
          .filter(one -> id.equals(one.get("id")))
          .forEach(one -> versions.add((Integer) one.get("version")));
      if (page.getString("next").equals(at)) {
        return versions;
      }
      at = page.getString("next");
    }
  }

  private static JsonPath changes(String after) {
    return Accounts.platform()
        .queryParam("after", after)
        .queryParam("limit", 1000)
        .get("/accounts/changes")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static void withModels(ObjectNode state) {
    state.putArray("resourceGroups").addObject().put("name", "models");
  }

  private static void inModels(ObjectNode state) {
    state.putObject("assigned").putObject("resourceGroups").put("models", "write");
  }

  private void organization() {
    settings(organization, state -> {});
  }

  private static void settings(String organization, Consumer<ObjectNode> change) {
    Wire.settings(organization, 1, change).send(Topics.ORGANIZATIONS);
  }

  private Wire golden(String name) {
    return Wire.golden(name, organization, id);
  }
}
