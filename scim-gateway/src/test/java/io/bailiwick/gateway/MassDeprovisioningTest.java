package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** D6: a mistake at the identity provider that lets many people go can be undone. */
@GatewayTest
class MassDeprovisioningTest extends Departures {
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
}
