package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Organizations for tests: each test class takes its own, so that none sees another's users. */
record Tenant(String id, String token) {
  /** The charset stays unnamed, as identity providers leave it. */
  private static final RestAssuredConfig CONFIG =
      RestAssuredConfig.config()
          .encoderConfig(
              EncoderConfig.encoderConfig()
                  .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                  .defaultContentCharset(StandardCharsets.UTF_8)
                  .encodeContentTypeAs("application/scim+json", ContentType.JSON));

  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Makes an organization through the administration API, with a SCIM token. */
  static Tenant make(String name) {
    String id = name + "-" + COUNT.incrementAndGet();
    Calls.created(() -> Calls.operator().post("/organizations", Map.of("id", id)));
    return new Tenant(id, issueToken(id));
  }

  static String issueToken(String organization) {
    return issueToken(organization, Map.of());
  }

  private static String issueToken(String organization, Map<String, Object> body) {
    String path = "/organizations/" + organization + "/scim-tokens";
    return Calls.body(201, () -> Calls.operator().post(path, body)).get("token").textValue();
  }

  /** The same organization, by a second token of another profile. */
  Tenant withProfile(String profile) {
    return new Tenant(id, issueToken(id, Map.of("profile", profile)));
  }

  static RequestSpecification operator() {
    return bearer(operatorToken()).contentType(ContentType.JSON);
  }

  static String operatorToken() {
    return GatewayServers.running()
        .issuer()
        .token("operator", "bailiwick.operate", Duration.ofMinutes(5));
  }

  static RequestSpecification bearer(String token) {
    return given().header("Authorization", "Bearer " + token);
  }

  /** Adds a user, and gives its id. */
  String user(String userName) {
    Map<String, String> user = Map.of("userName", userName, "displayName", "The " + userName);
    return Calls.created(() -> Calls.scim(this).post("/Users", user));
  }

  /** Changes one attribute of a user, as a PATCH of one operation. */
  Response patch(String id, String op, String path, Object value) {
    return scim()
        .body(Map.of("Operations", List.of(Map.of("op", op, "path", path, "value", value))))
        .patch("/Users/" + id);
  }

  /** Adds many users, and gives their ids. */
  List<String> users(int count) {
    return IntStream.range(0, count).parallel().mapToObj(i -> user("user" + i)).toList();
  }

  /** A request of this organization's identity provider; paths follow its SCIM base. */
  RequestSpecification scim() {
    return given()
        .config(CONFIG)
        .basePath("/scim/v2/" + id)
        .header("Authorization", "Bearer " + token)
        .contentType("application/scim+json");
  }
}
