package io.bailiwick.enforcer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.bailiwick.enforcer.decision.Scenario;
import io.bailiwick.enforcer.projection.EndedSessions;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.Event;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Heartbeat;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.SessionEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.BreakGlass;
import io.bailiwick.model.CredentialSettings;
import io.bailiwick.model.EndedSession;
import io.bailiwick.model.HandleSettings;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LastAdmin;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Organization;
import io.bailiwick.model.OrganizationType;
import io.bailiwick.model.Profile;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Role;
import io.bailiwick.model.SessionSettings;
import io.bailiwick.model.SignInSettings;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check as callers see it, fed by the real topics. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class EvaluationTest {
  private static final List<String> TOPICS =
      List.of(Topics.IDENTITIES, Topics.ACCOUNTS, Topics.ORGANIZATIONS, Topics.SESSIONS);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String jane = ManagedId.of(UUID.randomUUID());
  private final Instant now = Instant.now();

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

  @Test
  void answersAsTheStandardHasIt() {
    check(jane, read())
        .then()
        .statusCode(200)
        .contentType("application/json")
        .header("X-Request-ID", equalTo("r-1"))
        .body("decision", equalTo(true))
        .body("context.evaluation_id", notNullValue())
        .body("context.revision", notNullValue())
        .body("context.stale", nullValue());
    check(jane, "{\"type\":\"model\",\"id\":\"acme/m\",\"properties\":{}}")
        .then()
        .statusCode(200)
        .body("decision", equalTo(true));
  }

  /** X4: the platform's own sign-in form takes a handle as people type it. */
  @Test
  void noSpellingOfAHandleIsAPersonalAccount() {
    String handle = "handle-of-" + jane.substring(4);
    String typed = "{\"type\":\"Account\",\"id\":\"" + handle + "\"}";
    for (String subject :
        List.of(
            handle,
            handle.toUpperCase(Locale.ROOT),
            "@" + handle,
            handle + "\\u200b",
            "acme",
            "Acme",
            "jane@acme.example")) {
      post(body(subject, "{\"name\":\"account.sign-in-by-password\"}", typed, ""))
          .then()
          .statusCode(200)
          .body("decision", equalTo(false))
          .body("context.reason", equalTo("invalid_request"));
    }
    post(body(
            "somebody",
            "{\"name\":\"repository.create\"}",
            "{\"type\":\"Model\",\"id\":\"" + handle + "/m\"}",
            ""))
        .then()
        .body("context.reason", equalTo("external_org_forbidden"));
  }

  /** The same answers over HTTP as from the policy itself. */
  @Test
  void decidesAsThePolicyDoes() throws IOException {
    for (Scenario scenario : Scenario.all()) {
      boolean plain =
          scenario.subject().isEmpty()
              && scenario.role().isEmpty()
              && scenario.limits().isEmpty()
              && scenario.session().isEmpty()
              && scenario.createdBy().isEmpty();
      if (plain) {
        Map<String, Object> properties = new TreeMap<>();
        scenario
            .owner()
            .map(o -> o.replace("jane-acme", jane))
            .ifPresent(o -> properties.put("owner", o));
        scenario.visibility().ifPresent(v -> properties.put("visibility", v));
        scenario
            .to()
            .ifPresent(
                to -> {
                  Map<String, String> destination = new TreeMap<>();
                  to.owner()
                      .map(o -> o.replace("jane-acme", jane))
                      .ifPresent(o -> destination.put("owner", o));
                  to.visibility().ifPresent(v -> destination.put("visibility", v));
                  properties.put("destination", destination);
                });
        scenario
            .scopes()
            .ifPresent(
                scopes ->
                    properties.put(
                        "scopes",
                        scopes.stream()
                            .map(o -> Map.of("owner", o.replace("jane-acme", jane)))
                            .toList()));
        Map<String, Object> resource =
            Map.of(
                "type", scenario.type().orElse("model"),
                "id", scenario.id().orElse("x"),
                "properties", properties);
        String action = "{\"name\":\"" + scenario.action() + "\"}";
        post(body(
                jane,
                action,
                new String(StrictJson.write(resource), StandardCharsets.UTF_8),
                session()))
            .then()
            .statusCode(200)
            .body("decision", equalTo(scenario.isAllowed()))
            .body("context.reason", equalTo(scenario.reason()));
      }
    }
  }

  @Test
  void deniesADeactivatedAccountAtItsRevision() {
    Identity inactive = identity(2, IdentityStatus.INACTIVE);
    send(Topics.IDENTITIES, new IdentityEvent.Deactivated(inactive));
    post(body(
            jane,
            "{\"name\":\"repository.read\"}",
            read(),
            session() + ",\"at_least_as_fresh\":\"" + Revision.of(inactive).token() + "\""))
        .then()
        .statusCode(200)
        .body("decision", equalTo(false))
        .body("context.reason", equalTo("account_suspended"))
        .body("context.reason_user.403", notNullValue())
        .body("context.reason_admin", nullValue());
  }

  @Test
  void refusesWhenTheRevisionIsNotReached() {
    String future = new Revision(Revision.Kind.IDENTITY, jane, 99).token();
    post(body(
            jane,
            "{\"name\":\"repository.read\"}",
            read(),
            session() + ",\"at_least_as_fresh\":\"" + future + "\""))
        .then()
        .statusCode(200)
        .body("decision", equalTo(false))
        .body("context.reason", equalTo("stale_projection"));
  }

  /** X8: the personal account that administers an organization, while that is open to it. */
  @Test
  void theBreakGlassAccountIsLetInWhileTheDoorIsOpen() {
    Organization shut = organizationOf("initech").breakGlass(Optional.of(BreakGlass.named("ada")));
    send(Topics.ORGANIZATIONS, new OrganizationEvent.Created(shut));
    ada(shut, "external_org_forbidden");
    Organization open =
        shut.version(2)
            .lockedDown(Optional.of(now))
            .breakGlass(Optional.of(BreakGlass.named("ada").opened(Instant.now().plusSeconds(60))));
    send(Topics.ORGANIZATIONS, new OrganizationEvent.Updated(open));
    List<String> log = new CopyOnWriteArrayList<>();
    Handler handler = recording(log);
    Logger logger = Logger.getLogger(Enforcer.class.getName());
    logger.addHandler(handler);
    String write;
    String elsewhere;
    String byToken;
    String tooOld;
    try {
      write = ada(open, "allowed");
      elsewhere =
          post(body("ada", "{\"name\":\"token.create\"}", "{\"type\":\"a\",\"id\":\"x@y\\n\"}", ""))
              .path("context.evaluation_id");
      byToken = ada("\"session\":{\"token\":\"no.such.token\"}", "external_org_forbidden");
      tooOld = ada(open.version(99), "stale_projection");
    } finally {
      logger.removeHandler(handler);
    }
    String written =
        "Break-glass of initech, account \"ada\": \"repository.write\", \"model\" \"initech/m\","
            + " owner \"initech\", to \"\", session \"\"";
    assertThat(log)
        .containsExactly(
            written + " -> allowed (break-glass, repository.write (own)), evaluation_id " + write,
            "Break-glass of initech, account \"ada\": \"token.create\", \"a\" \"x***@y?\", owner"
                + " \"\", to \"\", session \"\" -> not_managed (personal account), evaluation_id "
                + elsewhere,
            written
                + ", by a token -> external_org_forbidden (personal account at a managed"
                + " organization), evaluation_id "
                + byToken,
            written + " -> stale_projection (at_least_as_fresh), evaluation_id " + tooOld);
    Organization over =
        open.version(3)
            .breakGlass(Optional.of(BreakGlass.named("ada").opened(Instant.now().minusSeconds(1))));
    send(Topics.ORGANIZATIONS, new OrganizationEvent.Updated(over));
    ada(over, "external_org_forbidden");
  }

  private static Handler recording(List<String> log) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        log.add(new PatternFormatter("%s").format(line));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private static String ada(Organization seen, String reason) {
    return ada("\"at_least_as_fresh\":\"" + Revision.of(seen).token() + "\"", reason);
  }

  private static String ada(String context, String reason) {
    return post(body(
            "ada",
            "{\"name\":\"repository.write\"}",
            "{\"type\":\"model\",\"id\":\"initech/m\",\"properties\":{\"visibility\":\"private\"}}",
            context))
        .then()
        .statusCode(200)
        .body("context.reason", equalTo(reason))
        .extract()
        .path("context.evaluation_id");
  }

  @Test
  void asksForSignInWithoutSessionFacts() {
    post(body(jane, "{\"name\":\"repository.read\"}", read(), ""))
        .then()
        .statusCode(200)
        .body("decision", equalTo(false))
        .body("context.reason", equalTo("sso_required"))
        .body("context.sign_in_url", equalTo("https://hub.example/sso/acme"));
    post(body(
            jane,
            "{\"name\":\"repository.read\"}",
            read(),
            "\"credential\":{\"type\":\"token\",\"id\":\"t\"}," + session()))
        .then()
        .body("context.reason", equalTo("sso_required"));
  }

  /** A new sign-in would bring the same request back: the caller is told what to send instead. */
  @Test
  void saysWhatIsWrongWithTheSessionThatWasShown() {
    GatewayKeys gateway = EnforcerServers.gateway();
    String sid = UUID.randomUUID().toString();
    Map<String, String> shown = new TreeMap<>();
    shown.put(
        "\"session\":{\"organization\":\"acme\",\"authenticated_at\":\"" + now + "\"}",
        "Would allow it: context.session.id.");
    shown.put(
        session().replace("organization", "organisation"),
        "Would allow it: context.session.organization. Unknown and therefore ignored:"
            + " context.session.organisation.");
    shown.put("\"session\":{\"token\":\"garbage\"}", "an access token of the gateway");
    shown.put(
        "\"session\":{\"token\":\""
            + GatewayKeys.token(gateway.claims(jane, "acme", sid, now), "JWT", gateway.key)
            + "\"}",
        "(typ at+jwt), not its ID token.");
    shown.put(
        "\"session\":{\"token\":\""
            + gateway.token(gateway.claims(jane, "acme", sid, now).audience("another client"))
            + "\"}",
        "bailiwick.enforcer.session-audiences");
    shown.put(
        "\"credential\":{\"type\":\"token\",\"id\":\"t\"}",
        "context.credential.session.id, context.credential.session.organization");
    shown.forEach(
        (context, remedy) ->
            explained(body(jane, "{\"name\":\"repository.read\"}", read(), context))
                .then()
                .statusCode(200)
                .body("context.reason", equalTo("sso_required"))
                .body("context.reason_admin.403", containsString(remedy))
                .body("context.sign_in_url", nullValue()));
  }

  @Test
  void namesTheMembersThatItIgnores() {
    String token = "{\"type\":\"token\",\"id\":\"t\",\"properties\":{\"scope\":[]}}";
    explained(body(jane, "{\"name\":\"token.create\"}", token, session()))
        .then()
        .body("context.reason", equalTo("allowed"))
        .body(
            "context.reason_admin.200",
            equalTo(
                "token.create (anywhere). Unknown and therefore ignored:"
                    + " resource.properties.scope"));
  }

  /** The worker has not made the account yet: the identity provider can do nothing about it. */
  @Test
  void saysWhoMustActForAnAccountThatIsNotThere() {
    String john = ManagedId.of(UUID.randomUUID());
    Identity active = identity(john, 1, IdentityStatus.ACTIVE, now);
    send(Topics.IDENTITIES, new IdentityEvent.Created(active));
    String fresh = session() + ",\"at_least_as_fresh\":\"" + Revision.of(active).token() + "\"";
    explained(body(john, "{\"name\":\"repository.read\"}", read(), fresh))
        .then()
        .body("context.reason", equalTo("unknown_subject"))
        .body("context.reason_admin.403", containsString("the provisioning worker"));
  }

  @Test
  void takesASessionTokenOfTheGatewayAndNoOther() {
    GatewayKeys gateway = EnforcerServers.gateway();
    String sid = UUID.randomUUID().toString();
    byToken(gateway.token(gateway.claims(jane, "acme", sid, now)), "allowed");
    byToken(gateway.token(gateway.claims(jane, "globex", sid, now)), "wrong_idp");
    byToken(gateway.token(gateway.claims("mgd_other", "acme", sid, now)), "sso_required");
    byToken(
        gateway.token(gateway.claims(jane, "acme", sid, now.minusSeconds(8 * 24 * 3600))),
        "sso_expired");
    byToken(
        gateway.token(
            gateway
                .claims(jane, "acme", sid, now)
                .expirationTime(java.util.Date.from(now.minusSeconds(1)))),
        "sso_expired");
    byToken(
        gateway.token(gateway.claims(jane, "acme", sid, now).issuer(gateway.url() + "x")),
        "sso_required");
    byToken(
        GatewayKeys.token(gateway.claims(jane, "acme", sid, now), "JWT", gateway.key),
        "sso_required");
    byToken(
        GatewayKeys.token(gateway.claims(jane, "acme", sid, now), "at+jwt", GatewayKeys.newKey()),
        "sso_required");
    byToken(gateway.confused(gateway.claims(jane, "acme", sid, now)), "sso_required");
    byToken(
        new com.nimbusds.jwt.PlainJWT(gateway.claims(jane, "acme", sid, now).build()).serialize(),
        "sso_required");
    byToken("not.a.token", "sso_required");
    byToken(
        gateway.token(gateway.claims(jane, "acme", sid, now).audience("another client")),
        "sso_required");
  }

  @Test
  void asksForKeysOnlyWhenOneIsUnknown() throws InterruptedException {
    GatewayKeys gateway = EnforcerServers.gateway();
    String sid = UUID.randomUUID().toString();
    byToken(gateway.token(gateway.claims(jane, "acme", sid, now)), "allowed");
    Thread.sleep(1100);
    gateway.key = GatewayKeys.newKey();
    byToken(gateway.token(gateway.claims(jane, "acme", sid, now)), "allowed");
    int fetches = gateway.fetches.get();
    for (int i = 0; i < 20; i++) {
      byToken(gateway.token(gateway.claims(jane, "acme", sid + i, now)), "allowed");
    }
    assertThat(gateway.fetches.get()).isEqualTo(fetches);
  }

  @Test
  void aSessionThatWasEndedAllowsNothing() {
    GatewayKeys gateway = EnforcerServers.gateway();
    String sid = "ses_" + UUID.randomUUID();
    String token = gateway.token(gateway.claims(jane, "acme", sid, now));
    byToken(token, "allowed");
    send(
        Topics.SESSIONS,
        new SessionEvent.Ended(
            new EndedSession(sid, "acme", jane, Instant.now(), now.plusSeconds(86400))));
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> byToken(token, "session_revoked"));
  }

  private void byToken(String token, String reason) {
    post(body(
            jane,
            "{\"name\":\"repository.read\"}",
            read(),
            "\"session\":{\"token\":\"" + token + "\"}"))
        .then()
        .statusCode(200)
        .body("context.reason", equalTo(reason));
  }

  @Test
  void explainsToThoseWhoMayAsk() {
    String body =
        body(
            jane,
            "{\"name\":\"repository.create\"}",
            "{\"type\":\"model\",\"id\":\"acme/m\"}",
            session());
    post(body.replace("\"context\":{", "\"context\":{\"explain\":true,"))
        .then()
        .body("context.reason_admin", nullValue());
    explained(body)
        .then()
        .body("context.reason_admin.403", containsString("publicContent=ORGANIZATION_SETTING"));
  }

  /** The worker has parked a demotion: the role that is known is no longer the provider's. */
  @Test
  void anAccountThatDoesNotFollowItsIdentityWidensNothing() {
    String token =
        body(jane, "{\"name\":\"token.create\"}", "{\"type\":\"token\",\"id\":\"t1\"}", session());
    send(
        Topics.IDENTITIES,
        new IdentityEvent.Updated(identity(2, IdentityStatus.ACTIVE, now.minusSeconds(55))));
    post(token).then().body("context.reason", equalTo("allowed"));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> post(token).then().body("context.reason", equalTo("stale_projection")));
    check(jane, read()).then().body("context.reason", equalTo("allowed"));
    send(Topics.ACCOUNTS, new AccountEvent.Updated(account(2, AccountStatus.ACTIVE)));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> post(token).then().body("context.reason", equalTo("allowed")));
  }

  @Test
  void anUnreadableRecordDeniesItsSubjectAndNobodyElse() {
    WireEvent wire =
        EventCodec.encode(new IdentityEvent.Updated(identity(2, IdentityStatus.ACTIVE)), "/test");
    wire.headers().put("ce_type", "io.bailiwick.identity.updated.v9");
    EnforcerServers.send(Topics.IDENTITIES, wire, null);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> check(jane, read()).then().body("context.reason", equalTo("indeterminate")));
    assertThat(given().get("/q/metrics").asString())
        .contains("bailiwick_projection_unreadable_total");
    send(Topics.IDENTITIES, new IdentityEvent.Updated(identity(3, IdentityStatus.ACTIVE)));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> check(jane, read()).then().body("context.reason", equalTo("allowed")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"subject\":\"alice\"}",
        "{\"subject\":{\"type\":\"user\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"}}",
        "{\"subject\":{\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{},\"resource\":{\"type\":\"t\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":123},\"resource\":{\"type\":\"t\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\",\"id\":\"y\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"},\"context\":7}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\",\"properties\":{\"visibility\":1}}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\",\"properties\":{\"scopes\":\"acme\"}}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\",\"properties\":{\"scopes\":[\"acme\"]}}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\",\"properties\":7}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"},\"context\":{\"session\":\"s1\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"},\"context\":{\"credential\":7}}"
      })
  void badRequestsSayWhatIsMissing(String body) {
    post(body)
        .then()
        .statusCode(400)
        .contentType("application/json")
        .header("X-Request-ID", equalTo("r-1"))
        .body("error", notNullValue());
  }

  @Test
  void otherContentTypesAreBadRequests() {
    caller("bailiwick.check")
        .contentType(ContentType.TEXT)
        .body("{}")
        .post("/access/v1/evaluation")
        .then()
        .statusCode(400)
        .body("error", containsString("Content-Type"));
  }

  /** By its length and by what came: neither is held in memory. */
  @Test
  void longBodiesAreRefusedWithAReason() throws Exception {
    String path = "/access/v1/evaluation";
    caller("bailiwick.check")
        .body("x".repeat(70_000))
        .post(path)
        .then()
        .statusCode(413)
        .contentType("application/json")
        .header("X-Request-ID", equalTo("r-1"))
        .body("error", equalTo("The body is larger than 65536 bytes."));
    java.net.http.HttpResponse<String> chunked =
        java.net.http.HttpClient.newHttpClient()
            .send(
                java.net.http.HttpRequest.newBuilder(
                        java.net.URI.create("http://127.0.0.1:" + RestAssured.port + path))
                    .header("Content-Type", "application/json")
                    .header(
                        "Authorization",
                        "Bearer "
                            + EnforcerServers.issuer()
                                .token("platform", "bailiwick.check", Duration.ofMinutes(5)))
                    .POST(
                        java.net.http.HttpRequest.BodyPublishers.ofInputStream(
                            () -> new java.io.ByteArrayInputStream(new byte[70_000])))
                    .build(),
                java.net.http.HttpResponse.BodyHandlers.ofString());
    assertThat(chunked.statusCode()).isEqualTo(413);
  }

  @Test
  void thePathTellsItsMethods() {
    String methods = "OPTIONS, POST";
    given().options("/access/v1/evaluation").then().statusCode(200).header("Allow", methods);
    for (String method : List.of("GET", "TRACE")) {
      given()
          .request(method, "/access/v1/evaluation")
          .then()
          .statusCode(405)
          .header("Allow", methods)
          .body("error", notNullValue());
    }
  }

  @Test
  void strangersAreNotAnswered() {
    given()
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/access/v1/evaluation")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", startsWith("Bearer"))
        .body("error", notNullValue());
    caller("bailiwick.accounts.read")
        .body("{}")
        .post("/access/v1/evaluation")
        .then()
        .statusCode(403)
        .body("error", equalTo("The bearer token lacks the scope bailiwick.check."));
  }

  @Test
  void theApiIsDescribed() {
    given()
        .get("/openapi")
        .then()
        .statusCode(200)
        .body(containsString("/access/v1/evaluation"), containsString("bearerFormat: JWT"));
    given().get("/q/swagger-ui/").then().statusCode(200);
  }

  /** A verified token is remembered, but not beyond its end. */
  @Test
  void aTokenThatExpiresIsNotAnsweredAnyMore() {
    String token =
        EnforcerServers.issuer().token("platform", "bailiwick.check", Duration.ofSeconds(3));
    String body = body(jane, "{\"name\":\"repository.read\"}", read(), session());
    RequestSpecification caller =
        given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON).body(body);
    caller.post("/access/v1/evaluation").then().statusCode(200);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> caller.post("/access/v1/evaluation").then().statusCode(401));
  }

  /** An exception on the way is no reason to let anybody in. */
  @Test
  void aDecisionThatFailsDenies() {
    QuarkusMock.installMockForType(
        new EndedSessions() {
          @Override
          public boolean contains(String id) {
            throw new IllegalStateException("on purpose");
          }
        },
        EndedSessions.class);
    for (String subject : List.of(jane, "somebody")) {
      check(subject, read())
          .then()
          .statusCode(200)
          .body("decision", equalTo(false))
          .body("context.reason", equalTo("error"));
    }
    assertThat(given().get("/q/metrics").asString())
        .containsPattern("bailiwick_decisions_total\\{reason=\"error\"[^}]*} [1-9]");
  }

  /** The topics are read from their beginning, not from where they end at the start. */
  @Test
  void whatWasToldBeforeItStartedCounts() {
    String ended = session().replace("\"s\"", "\"" + EnforcerServers.ENDED_BEFORE + "\"");
    post(body(jane, "{\"name\":\"repository.read\"}", read(), ended))
        .then()
        .statusCode(200)
        .body("context.reason", equalTo("session_revoked"));
  }

  @Test
  void isReadyOnceItHasCaughtUp() {
    given().get("/q/health/ready").then().statusCode(200);
    given().get("/q/health/live").then().statusCode(200);
  }

  private io.restassured.response.Response check(String subject, String resource) {
    return post(body(subject, "{\"name\":\"repository.read\"}", resource, session()));
  }

  private static io.restassured.response.Response post(String body) {
    return caller("bailiwick.check").body(body).post("/access/v1/evaluation");
  }

  private static io.restassured.response.Response explained(String body) {
    return caller("bailiwick.check bailiwick.check.explain")
        .body(body.replace("\"context\":{", "\"context\":{\"explain\":true,"))
        .post("/access/v1/evaluation");
  }

  private static RequestSpecification caller(String scopes) {
    String token = EnforcerServers.issuer().token("platform", scopes, Duration.ofMinutes(5));
    return given()
        .header("Authorization", "Bearer " + token)
        .header("X-Request-ID", "r-1")
        .contentType(ContentType.JSON);
  }

  private static String body(String subject, String action, String resource, String context) {
    return """
    {"subject":{"type":"user","id":"%s"},"action":%s,"resource":%s,"context":{%s},"more":[]}\
    """
        .formatted(subject, action, resource, context);
  }

  private String session() {
    return "\"session\":{\"id\":\"s\",\"organization\":\"acme\",\"authenticated_at\":\""
        + now
        + "\"}";
  }

  private static String read() {
    return """
    {"type":"model","id":"acme/m","properties":{"owner":"acme","visibility":"private"}}\
    """;
  }

  private Identity identity(long version, IdentityStatus status) {
    return identity(version, status, now);
  }

  private Identity identity(long version, IdentityStatus status, Instant changedAt) {
    return identity(jane, version, status, changedAt);
  }

  private Identity identity(String id, long version, IdentityStatus status, Instant changedAt) {
    return new Identity(
        id,
        "acme",
        version,
        status,
        "jane",
        Optional.empty(),
        Profile.EMPTY,
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        now,
        changedAt);
  }

  private Account account(long version, AccountStatus status) {
    return new Account(
        jane,
        "acme",
        version,
        version,
        status,
        Optional.of("handle-of-" + jane.substring(4)),
        Role.CONTRIBUTOR,
        Optional.empty(),
        Profile.EMPTY,
        now,
        now);
  }

  private void organization(String id) {
    send(Topics.ORGANIZATIONS, new OrganizationEvent.Created(organizationOf(id)));
  }

  private Organization organizationOf(String id) {
    return new Organization(
        id,
        1,
        OrganizationType.MANAGED,
        id,
        Role.READ,
        LimitSettings.STRICT,
        new HandleSettings(id, HandleSettings.WhenTaken.NUMBER),
        SessionSettings.DEFAULT,
        SignInSettings.DEFAULT,
        CredentialSettings.DEFAULT,
        LastAdmin.ACCEPT,
        Optional.empty(),
        Optional.empty(),
        now,
        now);
  }

  private static void beat() {
    for (String topic : TOPICS) {
      for (int partition = 0; partition < 2; partition++) {
        EnforcerServers.send(
            topic,
            EventCodec.encode(new Heartbeat(partition, Instant.now(), Optional.of(0L)), "/test"),
            partition);
      }
    }
  }

  private static void send(String topic, Event event) {
    EnforcerServers.send(topic, EventCodec.encode(event, "/test"), null);
  }
}
