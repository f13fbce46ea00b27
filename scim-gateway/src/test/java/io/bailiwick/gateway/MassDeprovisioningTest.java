package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** D6: a mistake at the identity provider that lets many people go can be undone. */
@GatewayTest
class MassDeprovisioningTest {
  private Tenant acme = new Tenant("", "");

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("leavers");
  }

  @Test
  void concurrentDeparturesOpenOneBatch() throws Exception {
    List<String> people = acme.users(40);
    List<Callable<Response>> departures = new ArrayList<>();
    people.subList(0, 30).forEach(id -> departures.add(() -> delete(id)));
    people.subList(30, 35).forEach(id -> departures.add(() -> deactivate(id)));
    try (ExecutorService pool = Executors.newFixedThreadPool(16)) {
      for (Future<Response> one : pool.invokeAll(departures)) {
        assertThat(one.get().statusCode()).isIn(200, 204);
      }
    }
    batches()
        .body("deprovisionings", hasSize(1))
        .body("deprovisionings[0].state", equalTo("OPEN"))
        .body("deprovisionings[0].accounts", equalTo(40))
        .body("deprovisionings[0].threshold", equalTo(20))
        .body("deprovisionings[0].counts.deleted", equalTo(30))
        .body("deprovisionings[0].counts.deactivated", equalTo(5))
        .body("deprovisionings[0].counts.waiting", equalTo(35));
    assertThat(held()).isEqualTo(30);

    // Access has ended: the batch holds only what cannot be undone.
    acme.scim().get("/Users/" + people.getFirst()).then().statusCode(404);
    acme.scim().get("/Users/" + people.get(30)).then().body("active", equalTo(false));

    // A later departure is held from its first version on.
    assertThat(delete(people.get(36)).statusCode()).isEqualTo(204);
    assertThat(held()).isEqualTo(31);
    assertThat(numbers("version", people.get(36))).containsExactly(2L);
    // A person who comes back at the identity provider is in no batch any more.
    acme.patch(people.get(30), "replace", "active", true).then().statusCode(200);
    batches()
        .body("deprovisionings", hasSize(1))
        .body("deprovisionings[0].counts.deleted", equalTo(31))
        .body("deprovisionings[0].counts.deactivated", equalTo(4));
  }

  @Test
  void twentyDeparturesAreNotMany() throws Exception {
    List<String> people = acme.users(22);
    people.subList(0, 20).forEach(this::delete);
    batches().body("deprovisionings", hasSize(0));
    assertThat(held()).isZero();
    // A person who is deactivated and then deleted leaves once.
    deactivate(people.get(20));
    batches().body("deprovisionings", hasSize(1));
    delete(people.get(20));
    batches().body("deprovisionings[0].counts.deleted", equalTo(21));
    assertThat(held()).isEqualTo(21);
  }

  @Test
  void twoAdministratorsRelease() throws Exception {
    List<String> people = acme.users(25);
    people.subList(0, 23).forEach(this::delete);
    String batch = batch();
    List<Long> deleted = numbers("extract(epoch from deleted_at) * 1000000", people.get(3));
    as("ada", batch + "/release")
        .then()
        .statusCode(200)
        .body("state", equalTo("OPEN"))
        .body("approvals.administrator", contains("ada"));
    as("ada", batch + "/release").then().statusCode(409).body("detail", containsString("ada has"));
    // Nobody has approved the release of a person who leaves now.
    deactivate(people.get(23));
    batches().body("deprovisionings[0].approvals", hasSize(0));
    as("bob", batch + "/release")
        .then()
        .statusCode(200)
        .body("state", equalTo("OPEN"))
        .body("approvals.administrator", contains("bob"));
    assertThat(held()).isEqualTo(23);
    as("ada", batch + "/release")
        .then()
        .statusCode(200)
        .body("state", equalTo("RELEASED"))
        .body("closedAt", notNullValue())
        .body("approvals.administrator", contains("bob", "ada"))
        .body("counts.waiting", equalTo(0));
    assertThat(held()).isZero();
    assertThat(numbers("extract(epoch from deleted_at) * 1000000", people.get(3)))
        .isEqualTo(deleted);
    as("cyd", batch + "/release").then().statusCode(409);
    as("cyd", batch + "/restore").then().statusCode(409);
    assertThat(remains()).isZero();
    // The next departure begins a new count.
    delete(people.get(24));
    batches().body("deprovisionings", hasSize(1));
  }

  @Test
  void aRestoreBringsBackWhatWasThere() throws Exception {
    List<String> people = acme.users(30);
    String group = group("Engineers", people.subList(0, 3));
    String gone = group("Gone", people.subList(0, 2));
    lock(people.get(1));
    deactivate(people.get(2));
    people.subList(0, 23).forEach(this::delete);
    people.subList(23, 28).forEach(this::deactivate);
    acme.scim().delete("/Groups/" + gone).then().statusCode(204);
    String batch = batch();
    as("ada", batch + "/restore")
        .then()
        .statusCode(200)
        .body("state", equalTo("RESTORED"))
        .body("restoredBy", equalTo("ada"))
        .body("counts.restored", equalTo(28))
        .body("counts.waiting", equalTo(0));
    assertThat(held()).isZero();
    assertThat(remains()).isZero();
    for (String id : people) {
      acme.scim().get("/Users/" + id).then().statusCode(200).body("active", equalTo(true));
    }
    acme.scim()
        .get("/Users/" + people.getFirst())
        .then()
        .body("displayName", equalTo("The user0"))
        .body("groups.value", contains(group));
    acme.scim().get("/Groups/" + group).then().body("members", hasSize(3));
    acme.scim()
        .get("/Users?filter=userName eq \"user5\"")
        .then()
        .body("Resources[0].id", equalTo(people.get(5)));
    // An administrator's lock outlives both.
    assertThat(numbers("count(locked_at)", people.get(1))).containsExactly(1L);

    List<Long> versions = numbers("version", people.getFirst());
    as("bob", batch + "/restore").then().statusCode(200).body("counts.restored", equalTo(28));
    assertThat(numbers("version", people.getFirst())).isEqualTo(versions);
    as("bob", batch + "/release").then().statusCode(409);
  }

  @Test
  void aTakenKeyIsReported() throws Exception {
    List<String> people = acme.users(22);
    people.forEach(this::delete);
    String batch = batch();
    // The first is created again, and a second one with the name of the second.
    String again = acme.user("user0");
    String other = acme.user("USER1");
    delete(other);
    String another = acme.user("user1");
    delete(another);
    as("ada", batch + "/restore")
        .then()
        .statusCode(200)
        .body("counts.restored", equalTo(21))
        .body("counts.waiting", equalTo(3))
        .body("counts.conflicts", equalTo(3));
    acme.scim().get("/Users/" + people.getFirst()).then().statusCode(404);
    acme.scim().get("/Users/" + again).then().statusCode(200);
    // Of those who had the same name, the last one is back.
    acme.scim().get("/Users/" + another).then().statusCode(200);
    operator("ada")
        .queryParam("limit", 1)
        .get(path(batch))
        .then()
        .statusCode(200)
        .body("people", hasSize(1))
        .body("people[0].identity", equalTo(people.getFirst()))
        .body("people[0].userName", equalTo("user0"))
        .body("people[0].kind", equalTo("DELETED"))
        .body("people[0].held", equalTo(true))
        .body("people[0].outcome", nullValue())
        .body("people[0].conflict", equalTo("userName"))
        .body("people[0].conflictWith", equalTo(again))
        .body("next", notNullValue());
    // When the key is free, a second restore brings the person back.
    delete(again);
    as("ada", batch + "/restore").then().statusCode(200).body("counts.restored", equalTo(22));
    acme.scim().get("/Users/" + people.getFirst()).then().statusCode(200);
    // Two administrators may release the others.
    as("ada", batch + "/release").then().statusCode(200);
    as("bob", batch + "/release").then().statusCode(200).body("counts.waiting", equalTo(0));
    assertThat(held()).isZero();
  }

  @Test
  void foreignBatchesAreNotFound() {
    List<String> people = acme.users(21);
    people.forEach(this::delete);
    String batch = batch();
    Tenant other = Tenant.make("leavers");
    String foreign = "/organizations/" + other.id() + "/deprovisionings";
    operator("ada").get(foreign).then().statusCode(200).body("deprovisionings", hasSize(0));
    operator("ada").get(foreign + batch).then().statusCode(404);
    operator("ada").post(foreign + batch + "/release").then().statusCode(404);
    operator("ada").post(foreign + batch + "/restore").then().statusCode(404);
    operator("ada").get("/organizations/none-at-all/deprovisionings").then().statusCode(404);
    as("ada", "/none/restore").then().statusCode(404);
    operator("ada").queryParam("after", "x").get(path(batch)).then().statusCode(400);
  }

  private Response delete(String id) {
    return acme.scim().delete("/Users/" + id);
  }

  private Response deactivate(String id) {
    return acme.patch(id, "replace", "active", false);
  }

  private void lock(String id) {
    Tenant.operator()
        .post("/organizations/" + acme.id() + "/identities/" + id + "/lock")
        .then()
        .statusCode(204);
  }

  private String group(String name, List<String> members) {
    return Calls.created(
        () ->
            Calls.scim(acme)
                .post(
                    "/Groups",
                    Map.of(
                        "displayName",
                        name,
                        "members",
                        members.stream().map(id -> Map.of("value", id)).toList())));
  }

  private String path(String below) {
    return "/organizations/" + acme.id() + "/deprovisionings" + below;
  }

  private ValidatableResponse batches() {
    return operator("ada").get(path("")).then().statusCode(200);
  }

  /** The path of the one batch. */
  private String batch() {
    return "/" + batches().extract().path("deprovisionings[0].id");
  }

  private Response as(String administrator, String below) {
    return operator(administrator).post(path(below));
  }

  private static RequestSpecification operator(String subject) {
    String token =
        GatewayServers.running()
            .issuer()
            .token(subject, "bailiwick.operate", Duration.ofMinutes(5));
    return Tenant.bearer(token).contentType(ContentType.JSON);
  }

  private long held() throws SQLException {
    return rows("select count(*) from identity where organization = '%s' and deletion_held")
        .getFirst();
  }

  private long remains() throws SQLException {
    return rows("select count(*) from departure where organization = '%s' and batch is not null"
            + " and remains is not null")
        .getFirst();
  }

  private List<Long> numbers(String expression, String id) throws SQLException {
    return rows(
        "select " + expression + " from identity where organization = '%s' and id = '" + id + "'");
  }

  private List<Long> rows(String sql) throws SQLException {
    List<Long> rows = new ArrayList<>();
    try (Connection connection = GatewayServers.owner();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql.formatted(acme.id()))) {
      while (found.next()) {
        rows.add(found.getLong(1));
      }
    }
    return rows;
  }
}
