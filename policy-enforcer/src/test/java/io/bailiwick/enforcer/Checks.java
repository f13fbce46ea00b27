package io.bailiwick.enforcer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.Event;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Heartbeat;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.SampleOrganization;
import io.bailiwick.model.SignInSettings;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;

/** Checks of an enforcer that follows real topics. */
abstract class Checks {
  static final List<String> TOPICS =
      List.of(Topics.IDENTITIES, Topics.ACCOUNTS, Topics.ORGANIZATIONS, Topics.SESSIONS);

  static final Duration PATIENCE = Duration.ofSeconds(20);

  final String jane = ManagedId.of(UUID.randomUUID());

  final Instant now = Instant.now();

  @BeforeEach
  void aFreshProjectionThatKnowsJane() {
    organization("acme");
    organization("globex");
    send(Topics.ACCOUNTS, new AccountEvent.Created(account(1, AccountStatus.ACTIVE)));
    send(Topics.IDENTITIES, new IdentityEvent.Created(identity(1, IdentityStatus.ACTIVE)));
    beat();
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> check(jane, read()).then().body("context.reason", equalTo("allowed")));
  }

  void byToken(String token, String reason) {
    post(body(
            jane,
            "{\"name\":\"repository.read\"}",
            read(),
            "\"session\":{\"token\":\"" + token + "\"}"))
        .then()
        .statusCode(200)
        .body("context.reason", equalTo(reason));
  }

  io.restassured.response.Response check(String subject, String resource) {
    return post(body(subject, "{\"name\":\"repository.read\"}", resource, session()));
  }

  static io.restassured.response.Response post(String body) {
    return caller("bailiwick.check").body(body).post("/access/v1/evaluation");
  }

  static io.restassured.response.Response explained(String body) {
    return caller("bailiwick.check bailiwick.check.explain")
        .body(body.replace("\"context\":{", "\"context\":{\"explain\":true,"))
        .post("/access/v1/evaluation");
  }

  static RequestSpecification caller(String scopes) {
    String token = EnforcerServers.issuer().token("platform", scopes, Duration.ofMinutes(5));
    return given()
        .header("Authorization", "Bearer " + token)
        .header("X-Request-ID", "r-1")
        .contentType(ContentType.JSON);
  }

  /** A check by the client of the JDK, for what RestAssured cannot do; its body is to come. */
  static HttpRequest.Builder plainRequest() {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + RestAssured.port + "/access/v1/evaluation"))
        .header("Content-Type", "application/json")
        .header(
            "Authorization",
            "Bearer "
                + EnforcerServers.issuer()
                    .token("platform", "bailiwick.check", Duration.ofMinutes(5)));
  }

  static String body(String subject, String action, String resource, String context) {
    return """
    {"subject":{"type":"user","id":"%s"},"action":%s,"resource":%s,"context":{%s},"more":[]}\
    """
        .formatted(subject, action, resource, context);
  }

  String session() {
    return "\"session\":{\"id\":\"s\",\"organization\":\"acme\",\"authenticated_at\":\""
        + now
        + "\"}";
  }

  static String read() {
    return """
    {"type":"model","id":"acme/m","properties":{"owner":"acme","visibility":"private"}}\
    """;
  }

  Identity identity(long version, IdentityStatus status) {
    return identity(version, status, now);
  }

  Identity identity(long version, IdentityStatus status, Instant changedAt) {
    return identity(jane, version, status, changedAt);
  }

  Identity identity(String id, long version, IdentityStatus status, Instant changedAt) {
    return SampleMember.identity(id, "acme", version, status, Optional.empty(), now, changedAt);
  }

  Account account(long version, AccountStatus status) {
    return SampleMember.account(
        jane, "acme", version, status, "handle-of-" + jane.substring(4), Role.CONTRIBUTOR, now);
  }

  void organization(String id) {
    send(Topics.ORGANIZATIONS, new OrganizationEvent.Created(organizationOf(id)));
  }

  Organization organizationOf(String id) {
    return SampleOrganization.of(id, Role.READ, LimitSettings.STRICT, SignInSettings.DEFAULT, now);
  }

  static void beat() {
    Instant asOf = Instant.now();
    for (String topic : TOPICS) {
      for (int partition = 0; partition < 2; partition++) {
        EnforcerServers.send(
            topic,
            EventCodec.encode(new Heartbeat(partition, asOf, Optional.of(0L)), "/test"),
            partition);
      }
    }
  }

  static void send(String topic, Event event) {
    EnforcerServers.send(topic, EventCodec.encode(event, "/test"), null);
  }
}
