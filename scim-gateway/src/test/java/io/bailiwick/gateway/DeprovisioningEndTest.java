package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** D6: administrators release a held batch, or bring its people back. */
@GatewayTest
class DeprovisioningEndTest extends Departures {
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

  private long remains() throws SQLException {
    return rows("select count(*) from departure where organization = '%s' and batch is not null"
            + " and remains is not null")
        .getFirst();
  }
}
