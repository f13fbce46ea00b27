package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.keys.HmacKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-ins that must not succeed; after each of them nobody is there who was not before. */
@GatewayTest
class HostileSignInTest {
  private static final int RACES = Integer.getInteger("bailiwick.test.races", 2);

  private static @Nullable Connected connected;
  private Connected acme;

  /** One for all tests: making one takes a second. */
  @BeforeEach
  void connect() {
    if (connected == null) {
      connected = Connected.make("acme");
    }
    acme = connected;
  }

  @AfterAll
  static void close() {
    if (connected != null) {
      connected.close();
    }
  }

  private static ObjectNode eve() {
    return ScriptedIdp.person("s-eve", "eve");
  }

  private void refused(Browser browser, Response response, int status, String check) {
    refused(acme, browser, response, status, check);
  }

  private static void refused(
      Connected at, Browser browser, Response response, int status, String check) {
    String trace =
        response
            .then()
            .statusCode(status)
            .extract()
            .htmlPath()
            .getString("**.find { it.@id == 'trace' }");
    Tenant.operator()
        .get("/organizations/" + at.id() + "/sign-in-traces/" + trace)
        .then()
        .statusCode(200)
        .body("check", equalTo(check));
    assertThat(browser.hasSession()).isFalse();
    at.tenant()
        .scim()
        .get("/Users?filter=userName eq \"eve\"")
        .then()
        .body("totalResults", equalTo(0));
  }

  /** A token that lies in one way, and the check that sees it. */
  record Lie(String name, String check, BiFunction<ScriptedIdp, ObjectNode, String> token) {
    static Lie claim(String name, String check, java.util.function.Consumer<ObjectNode> change) {
      return new Lie(
          name,
          check,
          (idp, claims) -> {
            change.accept(claims);
            return ScriptedIdp.sign(claims, idp.key);
          });
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Lie> lies() {
    return List.of(
        new Lie(
            "alg none",
            "ID_TOKEN",
            (idp, claims) ->
                ScriptedIdp.sign(
                    claims,
                    jws -> {
                      jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
                      return jws;
                    })),
        new Lie(
            "HS256 with the RSA key",
            "ID_TOKEN",
            (idp, claims) ->
                ScriptedIdp.sign(
                    claims,
                    jws -> {
                      jws.setKey(new HmacKey(idp.key.getRsaPublicKey().getEncoded()));
                      jws.setKeyIdHeaderValue(idp.key.getKeyId());
                      jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
                      return jws;
                    })),
        new Lie(
            "HS256 with the client secret",
            "ID_TOKEN",
            (idp, claims) ->
                ScriptedIdp.sign(
                    claims,
                    jws -> {
                      jws.setKey(
                          new HmacKey(
                              ScriptedIdp.SECRET.getBytes(
                                  java.nio.charset.StandardCharsets.UTF_8)));
                      jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
                      return jws;
                    })),
        new Lie(
            "a stranger's key",
            "ID_TOKEN",
            (idp, claims) -> {
              var key = idp.anotherKey();
              key.setKeyId(idp.key.getKeyId());
              return ScriptedIdp.sign(claims, key);
            }),
        Lie.claim("a prefix of the issuer", "ID_TOKEN_ISSUER", c -> c.put("iss", cut(c, "iss"))),
        Lie.claim("another issuer", "ID_TOKEN_ISSUER", c -> c.put("iss", "https://evil.example")),
        Lie.claim("another audience", "ID_TOKEN_AUDIENCE", c -> c.put("aud", "somebody-else")),
        Lie.claim("another azp", "ID_TOKEN_AUDIENCE", c -> c.put("azp", "somebody-else")),
        Lie.claim(
            "two audiences and no azp",
            "ID_TOKEN_AUDIENCE",
            c -> c.putArray("aud").add(ScriptedIdp.CLIENT).add("somebody-else")),
        Lie.claim("another nonce", "NONCE", c -> c.put("nonce", "of another sign-in")),
        Lie.claim("no nonce", "NONCE", c -> c.remove("nonce")),
        Lie.claim("expired", "ID_TOKEN_EXPIRED", c -> c.put("exp", c.get("iat").asLong() - 120)),
        Lie.claim(
            "from the future",
            "ID_TOKEN_EXPIRED",
            c -> c.put("iat", c.get("iat").asLong() + 600).put("exp", c.get("iat").asLong() + 900)),
        Lie.claim(
            "not valid yet", "ID_TOKEN_EXPIRED", c -> c.put("nbf", c.get("iat").asLong() + 3600)),
        Lie.claim(
            "authenticated in the future",
            "AUTHENTICATION_AGE",
            c -> c.put("auth_time", c.get("iat").asLong() + 600)),
        Lie.claim("a subject without end", "CLAIMS_TOO_LARGE", c -> c.put("sub", "s".repeat(256))),
        Lie.claim("a session without end", "CLAIMS_TOO_LARGE", c -> c.put("sid", "s".repeat(256))),
        Lie.claim("no subject", "ID_TOKEN", c -> c.remove("sub")),
        Lie.claim("no expiry", "ID_TOKEN", c -> c.remove("exp")),
        Lie.claim(
            "200 kB of claims", "CLAIMS_TOO_LARGE", c -> c.put("essay", "x".repeat(200 << 10))));
  }

  private static String cut(ObjectNode claims, String name) {
    String text = claims.get(name).textValue();
    return text.substring(0, text.length() - 1);
  }

  @ParameterizedTest
  @MethodSource("lies")
  void aTokenThatLies(Lie lie) {
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    String code =
        acme.idp().code(authorization, eve(), claims -> lie.token.apply(acme.idp(), claims));
    refused(browser, browser.back(acme.id(), authorization, code), 403, lie.check);
  }

  /** What is wrong with which claim, for the administrator. */
  record Wrong(String check, String detail, java.util.function.Consumer<ObjectNode> change) {
    @Override
    public String toString() {
      return detail;
    }
  }

  static List<Wrong> wrongs() {
    return List.of(
        new Wrong("ID_TOKEN", "sub is missing", c -> c.remove("sub")),
        new Wrong("ID_TOKEN", "iat is missing", c -> c.remove("iat")),
        new Wrong(
            "CLAIM_INVALID",
            "department holds a NUL or half of a surrogate pair.",
            c -> c.put("department", "a\0b")),
        new Wrong(
            "CLAIM_INVALID",
            "address.street holds a NUL or half of a surrogate pair.",
            c -> c.putObject("address").put("street", "HALF")),
        new Wrong(
            "CLAIM_INVALID",
            "auth_time is in milliseconds; it must be in seconds",
            c -> c.put("auth_time", System.currentTimeMillis())),
        new Wrong(
            "CLAIM_INVALID",
            "iat is in milliseconds; it must be in seconds",
            c -> c.put("iat", System.currentTimeMillis())),
        new Wrong(
            "USER_NAME_MISSING",
            "preferred_username (cannot be read), email (missing)",
            c -> {
              c.remove("email");
              c.putObject("preferred_username").put("first", "eve");
            }));
  }

  @ParameterizedTest
  @MethodSource("wrongs")
  void theClaimThatIsWrongIsNamed(Wrong wrong) {
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    String code =
        acme.idp()
            .code(
                authorization,
                eve(),
                claims -> {
                  wrong.change.accept(claims);
                  return ScriptedIdp.sign(
                      claims,
                      jws -> {
                        jws.setPayload(claims.toString().replace("HALF", "\\ud83d"));
                        jws.setKey(acme.idp().key.getPrivateKey());
                        jws.setKeyIdHeaderValue(acme.idp().key.getKeyId());
                        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
                        return jws;
                      });
                });
    refused(browser, browser.back(acme.id(), authorization, code), 403, wrong.check);
    Tenant.operator()
        .get("/organizations/" + acme.id() + "/sign-in-traces?limit=1")
        .then()
        .body("traces[0].detail", equalTo(wrong.detail));
  }

  @Test
  void aTokenOfTheOtherOrganizationsProvider() {
    try (Connected globex = Connected.make("globex")) {
      Browser browser = new Browser();
      URI authorization = browser.begin(acme.id());
      String code =
          acme.idp()
              .code(
                  authorization,
                  eve(),
                  claims -> {
                    claims.put("iss", globex.idp().issuer());
                    return ScriptedIdp.sign(claims, globex.idp().key);
                  });
      refused(browser, browser.back(acme.id(), authorization, code), 403, "ID_TOKEN_ISSUER");
    }
  }

  @Test
  void aCodeThatIsShownTwice() {
    Connected own = acme;
    Browser browser = new Browser();
    URI authorization = browser.begin(own.id());
    String code = own.idp().code(authorization, ScriptedIdp.person("s-once", "once"));
    Map<String, String> before = Map.copyOf(browser.cookies);
    browser.back(own.id(), authorization, code).then().statusCode(200);
    Browser thief = new Browser();
    refused(thief, thief.back(own.id(), authorization, code), 400, "STATE");
    Browser replay = new Browser();
    replay.cookies.putAll(before);
    refused(replay, replay.back(own.id(), authorization, code), 400, "STATE");
  }

  @Test
  void theStateOfAnotherBrowserOrOrganization() {
    try (Connected globex = Connected.make("globex")) {
      Browser victim = new Browser();
      URI authorization = new Browser().begin(acme.id());
      refused(
          victim,
          victim.back(acme.id(), authorization, acme.idp().code(authorization, eve())),
          400,
          "STATE");

      Browser mixed = new Browser();
      URI ofGlobex = mixed.begin(globex.id());
      refused(
          mixed, mixed.back(acme.id(), ofGlobex, globex.idp().code(ofGlobex, eve())), 400, "STATE");
    }
  }

  @Test
  void anAnswerThatNamesAnotherIssuer() {
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    String state = ScriptedIdp.query(authorization.getRawQuery()).get("state");
    String code = acme.idp().code(authorization, eve());
    refused(
        browser,
        browser.get(
            "/sso/"
                + acme.id()
                + "/callback?iss=https://evil.example&code="
                + code
                + "&state="
                + state),
        403,
        "RESPONSE_ISSUER");
  }

  /** RFC 9207, section 2.4: who promises the parameter and leaves it out is not believed. */
  @Test
  void anAnswerWithoutTheIssuerThatWasPromised() {
    try (Connected other = Connected.make("promising")) {
      other.idp().promisesIssuer = true;
      Browser browser = new Browser();
      URI authorization = browser.begin(other.id());
      Response answered =
          browser.back(other.id(), authorization, other.idp().code(authorization, eve()));
      refused(other, browser, answered, 403, "RESPONSE_ISSUER");
      authorization = browser.begin(other.id());
      String code = other.idp().code(authorization, eve());
      browser
          .back(other.id(), authorization, code + "&iss=" + other.idp().issuer())
          .then()
          .statusCode(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "error=access_denied",
        "error=%3Cscript%3E",
        "nothing=1",
        "code=",
        "code=a&code=b"
      })
  void anAnswerWithoutACode(String answer) {
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    String state = ScriptedIdp.query(authorization.getRawQuery()).get("state");
    Response response =
        browser.get("/sso/" + acme.id() + "/callback?" + answer + "&state=" + state);
    assertThat(response.asString()).doesNotContain("<script");
    refused(browser, response, 403, "IDENTITY_PROVIDER_ERROR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "state=x", "state=../../x"})
  void aCallbackThatNobodyBegan(String query) {
    Browser browser = new Browser();
    refused(browser, browser.get("/sso/" + acme.id() + "/callback?code=x&" + query), 400, "STATE");
  }

  @Test
  void aConnectionThatIsDisabledOrReplacedInFlight() {
    try (Connected other = Connected.make("other")) {
      Browser disabled = new Browser();
      Browser replaced = new Browser();
      URI first = disabled.begin(other.id());
      URI second = replaced.begin(other.id());
      String path = Connected.path(other.tenant()) + "/" + other.connection();
      Tenant.operator().post(path + "/disable").then().statusCode(200);
      String check = "CONNECTION_CHANGED";
      refused(
          other,
          disabled,
          disabled.back(other.id(), first, other.idp().code(first, eve())),
          403,
          check);
      new Browser().get("/sso/" + other.id()).then().statusCode(503);

      String next = Connected.draft(other.tenant(), other.idp(), Map.of());
      Connected.test(other.tenant(), next, other.idp(), eve()).then().statusCode(200);
      Tenant.operator()
          .post(Connected.path(other.tenant()) + "/" + next + "/enable")
          .then()
          .statusCode(200);
      refused(
          other,
          replaced,
          replaced.back(other.id(), second, other.idp().code(second, eve())),
          403,
          check);
      new Browser().signIn(other.id(), other.idp(), eve()).then().statusCode(200);
    }
  }

  /** The secret was given for one provider: it does not go to another that somebody names. */
  @Test
  void aSecretIsNotSentToAnotherProvider() {
    String path = Connected.path(acme.tenant());
    String draft = Connected.draft(acme.tenant(), acme.idp(), Map.of());
    for (Map<String, String> change :
        List.of(Map.of("issuer", "https://evil.example"), Map.of("clientId", "another"))) {
      for (String id : List.of(draft, acme.connection())) {
        Tenant.operator()
            .body(change)
            .patch(path + "/" + id)
            .then()
            .statusCode(400)
            .body("member", equalTo("clientSecret"));
      }
    }
    Tenant.operator().delete(path + "/" + draft).then().statusCode(204);
  }

  /** A key is looked for once; a token that names one that is nowhere costs no more than that. */
  @Test
  void aRotatedKeyIsFetchedOnceAndAnUnknownOneToo() {
    try (Connected other = Connected.make("rotating")) {
      int before = other.idp().keyFetches.get();
      other.idp().key = other.idp().anotherKey();
      new Browser().signIn(other.id(), other.idp(), eve()).then().statusCode(200);
      new Browser().signIn(other.id(), other.idp(), eve()).then().statusCode(200);
      assertThat(other.idp().keyFetches.get()).isEqualTo(before + 1);
      var nowhere = other.idp().anotherKey();
      for (int i = 0; i < 5; i++) {
        Browser browser = new Browser();
        URI authorization = browser.begin(other.id());
        String code =
            other.idp().code(authorization, eve(), claims -> ScriptedIdp.sign(claims, nowhere));
        browser.back(other.id(), authorization, code).then().statusCode(403);
      }
      assertThat(other.idp().keyFetches.get()).isEqualTo(before + 2);
    }
  }

  /** Some providers exchange the key pair under one id, or give their keys no id. */
  @ParameterizedTest
  @ValueSource(strings = {"the-key", ""})
  void aKeyExchangedUnderTheSameIdIsFetched(String kid) {
    try (Connected other = Connected.make("exchanging")) {
      for (int i = 0; i < 3; i++) {
        RsaJsonWebKey next = other.idp().anotherKey();
        next.setKeyId(kid.isEmpty() ? null : kid);
        other.idp().key = next;
        new Browser().signIn(other.id(), other.idp(), eve()).then().statusCode(200);
      }
    }
  }

  @Test
  void manyWhoBringANewKeyAtOnceHaveItFetchedOnce() throws Exception {
    try (Connected other = Connected.make("rotating");
        ExecutorService pool = Executors.newFixedThreadPool(16)) {
      new Browser().signIn(other.id(), other.idp(), eve()).then().statusCode(200);
      other.idp().key = other.idp().anotherKey();
      int before = other.idp().keyFetches.get();
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        ObjectNode person = ScriptedIdp.person("s-many-" + i, "many" + i);
        Browser browser = new Browser();
        URI authorization = browser.begin(other.id());
        String code = other.idp().code(authorization, person);
        calls.add(() -> browser.back(other.id(), authorization, code).statusCode());
      }
      other.idp().slowness = Duration.ofSeconds(1);
      for (Future<Integer> answer : pool.invokeAll(calls)) {
        assertThat(answer.get()).isEqualTo(200);
      }
      assertThat(other.idp().keyFetches.get()).isEqualTo(before + 1);
    }
  }

  /** Claims as providers really send them: a text for a list, an overage marker, nothing. */
  @Test
  void oddClaimsLoseNobodyAndGiveNobodyMore() {
    acme.settings(
        Map.of(
            "signIn",
            Map.of(
                "roleMapping",
                Map.of(
                    "attribute",
                    "groups",
                    "rules",
                    List.of(Map.of("value", "owners", "role", "admin"))))));
    ObjectNode odd = ScriptedIdp.person("s-odd", "odd");
    ObjectNode owner = odd.deepCopy().put("groups", "owners");
    ObjectNode overage = odd.deepCopy();
    overage.putObject("_claim_names").put("groups", "src1");
    ObjectNode unreadable = odd.deepCopy();
    unreadable.putArray("groups").addObject().put("id", "1");
    ObjectNode none = odd.deepCopy();
    none.putNull("groups");
    ObjectNode empty = odd.deepCopy();
    empty.putArray("groups");
    signsInAs(owner, 1);
    signsInAs(overage, 1);
    signsInAs(odd.deepCopy().put("hasgroups", true), 1);
    signsInAs(unreadable, 1);
    for (ObjectNode nothing : List.of(odd, none, empty)) {
      signsInAs(nothing, 0);
      signsInAs(owner, 1);
    }
    acme.settings(Map.of("signIn", Map.of("absentClaim", "KEEP")));
    signsInAs(odd, 1);
    signsInAs(empty, 0);
  }

  private void signsInAs(ObjectNode stated, int administrators) {
    new Browser().signIn(acme.id(), acme.idp(), stated.deepCopy());
    administrators(administrators);
  }

  private void administrators(int count) {
    Tenant.operator()
        .body("{}")
        .post("/organizations/" + acme.id() + "/mappings/preview")
        .then()
        .statusCode(200)
        .body("administrators", equalTo(count));
  }

  /** P4: by SCIM, by a sign-in, by a change of settings. */
  @Test
  void theLastAdministratorIsKeptWhereTheOrganizationWantsIt() {
    try (Connected other = Connected.make("careful")) {
      other.settings(
          Map.of(
              "lastAdmin",
              "PROTECT_LAST_ADMIN",
              "signIn",
              Map.of(
                  "roleMapping",
                  Map.of(
                      "attribute",
                      "groups",
                      "rules",
                      List.of(Map.of("value", "owners", "role", "admin"))))));
      ObjectNode boss = ScriptedIdp.person("s-boss", "boss");
      boss.putArray("groups").add("owners");
      new Browser().signIn(other.id(), other.idp(), boss).then().statusCode(200);
      ObjectNode demoted = boss.deepCopy();
      demoted.putArray("groups");
      Browser browser = new Browser();
      browser.signIn(other.id(), other.idp(), demoted).then().statusCode(403);
      assertThat(browser.hasSession()).isFalse();
      String id = other.tenant().scim().get("/Users").then().extract().path("Resources[0].id");
      other.tenant().scim().delete("/Users/" + id).then().statusCode(409);
      other
          .tenant()
          .patch(id, "replace", "active", false)
          .then()
          .statusCode(409)
          .body("status", equalTo("409"));
      other
          .tenant()
          .scim()
          .body("{\"userName\":\"boss\",\"active\":false}")
          .put("/Users/" + id)
          .then()
          .statusCode(409);
      other
          .tenant()
          .patch(id, "add", "roles", List.of(Map.of("value", "read")))
          .then()
          .statusCode(409);
      other
          .tenant()
          .scim()
          .body(
              "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],"
                  + "\"Operations\":[{\"method\":\"DELETE\",\"path\":\"/Users/"
                  + id
                  + "\"}]}")
          .post("/Bulk")
          .then()
          .statusCode(200)
          .body("Operations[0].status", equalTo("409"));
      other.tenant().scim().get("/Users/" + id).then().body("active", equalTo(true));
      Tenant.operator()
          .body(
              Map.of(
                  "signIn",
                  Map.of(
                      "roleMapping",
                      Map.of("rules", List.of(Map.of("value", "nobody", "role", "admin"))))))
          .patch("/organizations/" + other.id())
          .then()
          .statusCode(409);
      Tenant.operator()
          .body(
              Map.of(
                  "signIn",
                  Map.of(
                      "roleMapping",
                      Map.of("rules", List.of(Map.of("value", "x", "role", "write"))))))
          .patch("/organizations/" + other.id())
          .then()
          .statusCode(400);
      ObjectNode second = ScriptedIdp.person("s-second", "second");
      second.putArray("groups").add("owners");
      new Browser().signIn(other.id(), other.idp(), second).then().statusCode(200);
      other.tenant().scim().delete("/Users/" + id).then().statusCode(204);
    }
  }

  /**
   * 64 at once, by sign-in and by SCIM: one person. CONTRIBUTING.md says how to run more rounds.
   */
  @Test
  void manyAtOnceAreOnePerson() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(64)) {
      for (int round = 0; round < RACES; round++) {
        raceForOnePerson(pool, "twin" + round);
      }
    }
  }

  private void raceForOnePerson(ExecutorService pool, String name) throws Exception {
    ObjectNode twin = ScriptedIdp.person("s-" + name, name);
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      boolean scim = i % 2 == 0;
      calls.add(
          () ->
              scim
                  ? acme.tenant()
                      .scim()
                      .body(Map.of("userName", name + "@scim", "externalId", "s-" + name))
                      .post("/Users")
                      .statusCode()
                  : new Browser().signIn(acme.id(), acme.idp(), twin).statusCode());
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Integer> answer : pool.invokeAll(calls)) {
      statuses.add(answer.get());
    }
    assertThat(statuses).as(name).isSubsetOf(200, 201, 409);
    assertThat(statuses.stream().filter(status -> status == 201)).as(name).hasSize(1);
    acme.tenant()
        .scim()
        .queryParam("filter", "externalId eq \"s-" + name + "\"")
        .get("/Users")
        .then()
        .body("totalResults", equalTo(1));
    acme.tenant()
        .scim()
        .queryParam("filter", "userName eq \"" + name + "\"")
        .get("/Users")
        .then()
        .body("totalResults", equalTo(0));
  }
}
