package io.bailiwick.worker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.oneOf;

import io.bailiwick.event.Topics;
import io.bailiwick.model.ManagedId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators see of parked records, and what they can do with them. */
@QuarkusTest
@WithTestResource(value = WorkerServers.class, scope = TestResourceScope.GLOBAL)
class ParkedRecordsApiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String organization = "listed-" + UUID.randomUUID().toString().substring(0, 8);
  private final String jane = ManagedId.of(UUID.randomUUID());
  private final String john = ManagedId.of(UUID.randomUUID());

  /** An operator lists what was parked, sends it again when the cause is gone, or discards it. */
  @Test
  void anOperatorListsRedrivesAndDiscards() {
    Wire lacking = golden("identity-created", jane);
    Map<String, String> headers = golden("identity-created", john).headers();
    Wire broken = new Wire(john, headers, new byte[] {(byte) 0xff, 0});
    Wire.sendAll(Topics.IDENTITIES, List.of(lacking, broken));
    String parkedJane = listed(jane, "PARKED");
    String parkedJohn = listed(john, "PARKED");
    operator()
        .get("/parked-records/" + parkedJane)
        .then()
        .statusCode(200)
        .body("data.organization", equalTo(organization))
        .body("type", equalTo("io.bailiwick.identity.created.v1"))
        .body("reason", equalTo("the settings of its organization are not known"))
        .body("headers.ce_id", equalTo(lacking.headers().get("ce_id")))
        .body("data.id", equalTo(jane));
    operator().get("/parked-records/" + parkedJohn).then().body("dataBase64", equalTo("/wA="));

    operator().delete("/parked-records/" + parkedJohn).then().statusCode(204);
    operator()
        .post("/parked-records/" + parkedJohn + "/redrive")
        .then()
        .statusCode(409)
        .body("detail", equalTo("The record is DISCARDED already."));
    Wire.settings(organization, 1, state -> {}).send(Topics.ORGANIZATIONS);
    operator()
        .contentType("application/json")
        .body("{\"topic\":\"" + Topics.IDENTITIES + "\",\"reason\":\"no such reason\"}")
        .post("/parked-records/redrive")
        .then()
        .statusCode(200)
        .contentType("application/x-ndjson")
        .body(equalTo("{\"redriven\":0}\n"));
    operator().post("/parked-records/" + parkedJane + "/redrive").then().statusCode(204);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                platform()
                    .get("/accounts/" + jane)
                    .then()
                    .statusCode(200)
                    .body("status", equalTo("ACTIVE"))
                    .body("identityVersion", equalTo(1)));
    operator()
        .get("/parked-records/" + parkedJane)
        .then()
        .body("state", equalTo("REDRIVEN"))
        .body("resolvedBy", equalTo("operator"));
  }

  @Test
  void whatFailsAgainIsParkedAgain() {
    golden("identity-created", jane).send(Topics.IDENTITIES);
    String first = listed(jane, "PARKED");
    operator().post("/parked-records/" + first + "/redrive").then().statusCode(204);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(listed(jane, "PARKED")).isNotEqualTo(first));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /parked-records?state=LOST, 400, state",
    "GET, /parked-records?after=x, 400, after",
    "GET, /parked-records?limit=0, 400, limit",
    "GET, /parked-records?topics=x, 400, topics",
    "GET, /parked-records/999999999, 404, ",
    "POST, /parked-records/999999999/redrive, 404, ",
    "DELETE, /parked-records/999999999, 404, ",
    "DELETE, /parked-records/x, 404, "
  })
  void aRequestThatCannotBeMetIsRejectedInWords(
      String method, String path, int status, @Nullable String member) {
    operator().request(method, path).then().statusCode(status).body("member", equalTo(member));
    given().request(method, path).then().statusCode(oneOf(401, 404));
    platform().request(method, path).then().statusCode(oneOf(403, 404));
  }

  /** The id of the newest parked record of a key, once it is listed. */
  private static String listed(String key, String state) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List<Map<String, String>> all = new ArrayList<>();
              String next = "";
              while (next != null) {
                var page =
                    operator()
                        .queryParam("state", state)
                        .queryParam("topic", Topics.IDENTITIES)
                        .queryParam("after", next)
                        .queryParam("limit", 2)
                        .get("/parked-records")
                        .then()
                        .statusCode(200)
                        .extract();
                all.addAll(page.path("records"));
                next = page.path("next");
              }
              return all.stream()
                  .filter(record -> key.equals(record.get("key")))
                  .map(record -> record.get("id"))
                  .reduce((one, later) -> later)
                  .orElse("");
            },
            id -> !id.isEmpty());
  }

  private static RequestSpecification operator() {
    return by("operator", "bailiwick.operate");
  }

  private static RequestSpecification platform() {
    return by("platform", "bailiwick.accounts.read");
  }

  private static RequestSpecification by(String subject, String scope) {
    String token = WorkerServers.running().issuer().token(subject, scope, Duration.ofMinutes(5));
    return given().header("Authorization", "Bearer " + token);
  }

  private Wire golden(String name, String id) {
    return Wire.golden(name, organization, id);
  }
}
