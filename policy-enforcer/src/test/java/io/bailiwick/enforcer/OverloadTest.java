package io.bailiwick.enforcer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;

import com.nimbusds.jose.jwk.RSAKey;
import io.bailiwick.model.Revision;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A check that cannot be answered in time, or beside too many others, is a deny. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class OverloadTest extends Checks {
  @TestHTTPResource(value = "/", management = true)
  String management = "";

  private static final Pattern REASON = Pattern.compile("\"reason\":\"(\\w+)\"");
  private static final int AT_ONCE = 100;

  /** Five times as many wait for a revision of the future as there are places. */
  @Test
  void tooManyThatWaitAreDenied() {
    String future = new Revision(Revision.Kind.IDENTITY, jane, 99).token();
    String waits =
        body(
            jane,
            "{\"name\":\"repository.read\"}",
            read(),
            session() + ",\"at_least_as_fresh\":\"" + future + "\"");
    HttpRequest request = plainRequest().POST(HttpRequest.BodyPublishers.ofString(waits)).build();
    Set<String> reasons = new TreeSet<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      // A slow machine may answer the first ones before the last ones ask.
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                reasons.addAll(reasonsOfMany(client, request));
                return reasons.contains("error");
              });
    }
    assertThat(reasons).isSubsetOf("error", "stale_projection");
    assertThat(given().get(management + "metrics").asString())
        .containsPattern("bailiwick_decisions_total\\{reason=\"error\"[^}]*} [1-9]");
    check(jane, read()).then().body("context.reason", equalTo("allowed"));
    post(waits).then().body("context.reason", equalTo("stale_projection"));
  }

  private static Set<String> reasonsOfMany(HttpClient client, HttpRequest request) {
    return Stream.generate(() -> client.sendAsync(request, BodyHandlers.ofString()))
        .limit(AT_ONCE)
        .toList()
        .stream()
        .map(CompletableFuture::join)
        .map(OverloadTest::reason)
        .collect(Collectors.toSet());
  }

  private static String reason(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"decision\":false");
    Matcher reason = REASON.matcher(response.body());
    assertThat(reason.find()).isTrue();
    return reason.group(1);
  }

  /** The gateway does not answer with its keys; each item of the batch has another token. */
  @Test
  void aKeyThatDoesNotComeIsADeny() {
    GatewayKeys gateway = EnforcerServers.gateway();
    RSAKey unknown = GatewayKeys.newKey();
    gateway.hanging = new CountDownLatch(1);
    try {
      String context = shown(gateway, unknown);
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> ask(jane, context).body("context.reason", equalTo("error")));
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> ask("somebody", context).body("context.reason", equalTo("error")));
      ask(jane, session()).body("context.reason", equalTo("allowed"));
      String items =
          IntStream.range(0, 40)
              .mapToObj(item -> "{\"context\":{" + shown(gateway, unknown) + "}}")
              .collect(Collectors.joining(","));
      String defaults = body(jane, "{\"name\":\"repository.read\"}", read(), "").substring(1);
      Instant began = Instant.now();
      caller("bailiwick.check")
          .body("{\"evaluations\":[" + items + "]," + defaults)
          .post("/access/v1/evaluations")
          .then()
          .statusCode(200)
          .body("evaluations.decision", everyItem(equalTo(false)));
      // One after another they would wait for more than a minute.
      assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(15));
    } finally {
      gateway.hanging.countDown();
    }
    gateway.key = unknown;
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> ask(jane, shown(gateway, unknown)).body("context.reason", equalTo("allowed")));
  }

  private String shown(GatewayKeys gateway, RSAKey key) {
    return "\"session\":{\"token\":\""
        + GatewayKeys.token(
            gateway.claims(jane, "acme", UUID.randomUUID().toString(), now), "at+jwt", key)
        + "\"}";
  }

  private static io.restassured.response.ValidatableResponse ask(String subject, String context) {
    return post(body(subject, "{\"name\":\"repository.read\"}", publicModel(), context)).then();
  }

  private static String publicModel() {
    return read().replace("private", "public");
  }
}
