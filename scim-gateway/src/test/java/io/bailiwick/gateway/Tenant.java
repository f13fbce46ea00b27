package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;

import io.restassured.builder.RequestSpecBuilder;
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
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Makes an organization through the administration API, with a SCIM token. */
  static Tenant make(String name) {
    String id = name + "-" + COUNT.incrementAndGet();
    operator().body(Map.of("id", id)).post("/organizations").then().statusCode(201);
    return new Tenant(id, issueToken(id));
  }

  static String issueToken(String organization) {
    return operator()
        .post("/organizations/" + organization + "/scim-tokens")
        .then()
        .statusCode(201)
        .extract()
        .path("token");
  }

  /** The same organization, by a second token of another profile. */
  Tenant withProfile(String profile) {
    return new Tenant(
        id,
        operator()
            .body(Map.of("profile", profile))
            .post("/organizations/" + id + "/scim-tokens")
            .then()
            .statusCode(201)
            .extract()
            .path("token"));
  }

  static RequestSpecification operator() {
    return bearer(
            GatewayServers.running()
                .issuer()
                .token("operator", "bailiwick.operate", Duration.ofMinutes(5)))
        .contentType(ContentType.JSON);
  }

  static RequestSpecification bearer(String token) {
    return given().header("Authorization", "Bearer " + token);
  }

  /** Adds a user, and gives its id. */
  String user(String userName) {
    return scim()
        .body(Map.of("userName", userName, "displayName", "The " + userName))
        .post("/Users")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
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
        .spec(
            new RequestSpecBuilder()
                .setConfig(
                    RestAssuredConfig.config()
                        .encoderConfig(
                            EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .defaultContentCharset(StandardCharsets.UTF_8)
                                .encodeContentTypeAs("application/scim+json", ContentType.JSON)))
                .setBasePath("/scim/v2/" + id)
                .build())
        .header("Authorization", "Bearer " + token)
        .contentType("application/scim+json");
  }
}
