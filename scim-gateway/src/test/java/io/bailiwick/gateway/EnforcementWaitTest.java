package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that wait for enforcers, whose announcements this test sends. */
@GatewayTest
class EnforcementWaitTest {
  private static final String ENFORCED = "Bailiwick-Enforced";
  private static final String APPLIED = "Preference-Applied";

  private final List<AnnouncedEnforcer> enforcers = new ArrayList<>();
  private Tenant acme = new Tenant("", "");
  private String jane = "";

  @BeforeEach
  void aUser() {
    acme = Tenant.make("waits");
    jane = acme.user("jane");
  }

  @AfterEach
  void allStop() {
    enforcers.forEach(AnnouncedEnforcer::stop);
  }

  private AnnouncedEnforcer enforcer(boolean applies) {
    AnnouncedEnforcer started = new AnnouncedEnforcer(applies);
    enforcers.add(started);
    return started;
  }

  @Test
  void answersWhenAllHaveAppliedTheChange() {
    enforcer(true);
    enforcer(true);
    enforced(deactivate("wait=5"), "all", "wait=5");
    // It changes nothing, and yet the client wants to know.
    enforced(deactivate("wait=5"), "all", "wait=5");
    enforced(prefer(acme.scim(), "wait=5").delete("/Users/" + jane), "all", "wait=5");
  }

  @Test
  void theOperatorSeesThem() {
    AnnouncedEnforcer one = enforcer(true);
    enforced(deactivate("wait=5"), "all", "wait=5");
    Tenant.operator()
        .get("/enforcers")
        .then()
        .statusCode(200)
        .body("enforcers.instance", contains(one.instance))
        .body("enforcers[0].silent", equalTo(false))
        .body("enforcers[0].appliedUntil", notNullValue())
        .body("enforcers[0].lastSeen", notNullValue());
    Tenant.bearer(acme.token()).get("/enforcers").then().statusCode(401);
  }

  @Test
  void aBulkRequestAndTheOperatorWaitToo() {
    enforcer(true);
    List<Map<String, String>> deletes =
        acme.users(20).stream()
            .map(id -> Map.of("method", "DELETE", "path", "/Users/" + id))
            .toList();
    enforced(
        prefer(acme.scim().body(Map.of("Operations", deletes)), "wait=5").post("/Bulk"),
        "all",
        "wait=5");
    String lock = "/organizations/" + acme.id() + "/identities/" + jane + "/lock";
    enforced(prefer(Tenant.operator(), "wait=5").post(lock), "all", "wait=5");
  }

  /** The worker gives the account its role later, and nobody here knows when. */
  @Test
  void doesNotSayAllAboutRoles() {
    enforcer(true);
    Map<String, Object> demoted =
        Map.of(
            "Operations",
            List.of(
                Map.of(
                    "op", "replace", "path", "roles", "value", List.of(Map.of("value", "read")))));
    enforced(prefer(acme.scim().body(demoted), "wait=5").patch("/Users/" + jane), "unknown", null);
    // The change may be on its way still.
    enforced(prefer(acme.scim().body(demoted), "wait=5").patch("/Users/" + jane), "unknown", null);
    String group = acme.scim().body(Map.of("displayName", "g")).post("/Groups").path("id");
    enforced(prefer(acme.scim(), "wait=5").delete("/Groups/" + group), "unknown", null);
    String organization = "/organizations/" + acme.id();
    enforced(
        prefer(Tenant.operator().body(Map.of("defaultRole", "read")), "wait=5").patch(organization),
        "unknown",
        null);
    enforced(
        prefer(Tenant.operator().body(Map.of("displayName", "Acme")), "wait=5").patch(organization),
        "all",
        "wait=5");
    enforced(
        prefer(Tenant.operator(), "wait=5")
            .delete(organization + "/identities/" + jane + "/sessions"),
        "all",
        "wait=5");
    enforced(deactivate("wait=5"), "all", "wait=5");
  }

  @Test
  void saysHowManyHaveIfNotAll() {
    enforcer(true);
    enforcer(false);
    Response answer = deactivate("wait=2");
    enforced(answer, "1 of 2", "wait=2");
    assertThat(answer.statusCode()).isEqualTo(200);
    acme.scim().get("/Users/" + jane).then().body("active", equalTo(false));
  }

  @Test
  void withoutAnEnforcerNothingIsEnforced() {
    enforced(deactivate("wait=1"), "0 of 0", "wait=1");
  }

  @Test
  void oneThatStopsIsNotWaitedFor() throws Exception {
    enforcer(true);
    AnnouncedEnforcer stops = enforcer(false);
    CompletableFuture<HttpResponse<String>> waiting = send("PATCH", "wait=10");
    assertThat(waiting).isNotDone();
    stops.stop();
    HttpResponse<String> answer = waiting.get();
    assertThat(answer.headers().firstValue(ENFORCED)).contains("all");
  }

  @Test
  void nobodyWaitsForever() {
    enforcer(true);
    enforced(deactivate("wait=999999"), "all", "wait=10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wait=abc", "wait=0", "wait=-1", "return=minimal", ""})
  void nothingElseIsDifferent(String preference) {
    enforcer(false);
    Response answer = deactivate(preference);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.header(ENFORCED)).isNull();
    assertThat(answer.header(APPLIED)).isNull();
  }

  @Test
  void onlyWritesThatSucceedWait() {
    enforcer(false);
    for (Response answer :
        List.of(
            prefer(acme.scim(), "wait=9").get("/Users/" + jane),
            prefer(acme.scim().body(Map.of()), "wait=9").post("/Users/.search"),
            prefer(acme.scim(), "wait=9").delete("/Users/unknown"),
            prefer(acme.scim().body(Map.of()), "wait=9").post("/Users"))) {
      assertThat(answer.header(ENFORCED)).isNull();
    }
  }

  /** Neither database connections nor turns are held by what waits, and only so many wait. */
  @Test
  void manyThatWaitHoldUpNobody() {
    AnnouncedEnforcer stuck = enforcer(false);
    List<CompletableFuture<HttpResponse<String>>> waiting =
        IntStream.range(0, 70).mapToObj(n -> send("PATCH", "wait=10")).toList();
    Awaitility.await()
        .until(() -> waiting.stream().filter(CompletableFuture::isDone).count() == 20);
    Tenant other = Tenant.make("waits");
    other.patch(other.user("john"), "replace", "active", false).then().statusCode(200);
    acme.patch(jane, "replace", "displayName", "J").then().statusCode(200);
    enforcer(true);
    stuck.stop();
    List<String> answers =
        waiting.stream()
            .map(CompletableFuture::join)
            .map(answer -> answer.headers().firstValue(ENFORCED).orElse("none"))
            .toList();
    assertThat(answers.stream().filter("all"::equals)).hasSize(50);
    assertThat(answers.stream().filter("unknown"::equals)).hasSize(20);
  }

  private Response deactivate(String preference) {
    RequestSpecification request =
        acme.scim()
            .body(
                Map.of(
                    "Operations",
                    List.of(Map.of("op", "replace", "path", "active", "value", false))));
    return prefer(request, preference).patch("/Users/" + jane);
  }

  private static RequestSpecification prefer(RequestSpecification request, String preference) {
    return preference.isEmpty() ? request : request.header("Prefer", preference);
  }

  private static void enforced(Response answer, String enforced, @Nullable String applied) {
    assertThat(answer.statusCode()).isIn(200, 204);
    assertThat(answer.header(ENFORCED)).isEqualTo(enforced);
    assertThat(answer.header(APPLIED)).isEqualTo(applied);
  }

  private CompletableFuture<HttpResponse<String>> send(String method, String preference) {
    String body =
        """
        {"Operations":[{"op":"replace","path":"active","value":false}]}\
        """;
    return CLIENT.sendAsync(
        HttpRequest.newBuilder(
                URI.create(
                    "http://localhost:%d/scim/v2/%s/Users/%s"
                        .formatted(io.restassured.RestAssured.port, acme.id(), jane)))
            .header("Authorization", "Bearer " + acme.token())
            .header("Content-Type", "application/scim+json")
            .header("Prefer", preference)
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
}
