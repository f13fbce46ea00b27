package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.JWK;
import io.bailiwick.json.StrictJson;
import io.restassured.response.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a sign-in is of, when keys, connections and browsers change meanwhile. */
@GatewayTest
class SignInKeysTest {
  private Connected acme;

  @BeforeEach
  void aConnectedOrganization() {
    acme = Connected.make("keys");
  }

  @AfterEach
  void close() {
    acme.close();
  }

  private static ObjectNode person(String sub, String userName) {
    return ScriptedIdp.person(sub, userName);
  }

  private Response signIn(String sub, String userName) {
    return new Browser().signIn(acme.id(), acme.idp(), person(sub, userName));
  }

  private String idOf(String userName) {
    return acme.tenant()
        .scim()
        .get("/Users?filter=userName eq \"" + userName + "\"")
        .then()
        .statusCode(200)
        .extract()
        .path("Resources[0].id");
  }

  private Response patch(String id, String path, Object value) {
    return acme.tenant().patch(id, "replace", path, value);
  }

  private Response sessions(String id) {
    return Tenant.operator().get("/organizations/" + acme.id() + "/identities/" + id + "/sessions");
  }

  /** Whoever took a name first is not who the provider means by its key. */
  @Test
  void aKeyThatScimWritesShutsOutWhoSignedInByAnother() {
    signIn("s-mallory", "boss").then().statusCode(200);
    String boss = idOf("boss");
    sessions(boss).then().body("sessions.size()", equalTo(1));

    patch(boss, "externalId", "oid-boss").then().statusCode(200);

    sessions(boss).then().body("sessions.size()", equalTo(0));
    signIn("s-mallory", "boss").then().statusCode(403);
    signIn("oid-boss", "boss").then().statusCode(200);
    sessions(boss).then().body("sessions.size()", equalTo(1));
  }

  @Test
  void theKeyThatSignsInAlreadyChangesNothing() {
    signIn("s-jane", "jane").then().statusCode(200);
    String jane = idOf("jane");
    patch(jane, "externalId", "s-jane").then().statusCode(200);
    sessions(jane).then().body("sessions.size()", equalTo(1));
  }

  /** Else deactivating the one would not shut out the other, who has the same key. */
  @Test
  void nobodyGetsTheKeyThatAnotherSignsInBy() {
    signIn("s-jane", "jane").then().statusCode(200);
    String john = acme.tenant().user("john");
    patch(john, "externalId", "s-jane")
        .then()
        .statusCode(409)
        .body("scimType", equalTo("uniqueness"))
        .body("detail", containsString("externalId"));
    patch(john, "externalId", "s-john").then().statusCode(200);
    signIn("s-john", "whoever").then().statusCode(200);
    assertThat(idOf("john")).isEqualTo(john);
    sessions(john).then().body("sessions.size()", equalTo(1));
  }

  /** An address is no key across organizations, nor to what is not managed at all. */
  @Test
  void anAddressOfSomebodyElsewhereIsNobodysHere() {
    try (Connected globex = Connected.make("globex")) {
      String elsewhere =
          globex
              .tenant()
              .scim()
              .body(
                  "{\"userName\":\"jane\",\"externalId\":\"g-jane\",\"emails\":[{\"value\":\"jane@acme.example\"}]}")
              .post("/Users")
              .then()
              .statusCode(201)
              .extract()
              .path("id");
      signIn("s-jane", "jane").then().statusCode(200);
      assertThat(idOf("jane")).startsWith("mgd_").isNotEqualTo(elsewhere);
      globex
          .tenant()
          .scim()
          .get("/Users/" + elsewhere)
          .then()
          .body("meta.version", equalTo("W/\"1\""));
    }
  }

  @Test
  void anInvitationCountsForWhoIsThereAlready() {
    signIn("s-jane", "jane").then().statusCode(200);
    Tenant.operator()
        .body(Map.of("email", "jane@acme.example", "role", "admin"))
        .post("/organizations/" + acme.id() + "/invitations")
        .then()
        .statusCode(204);
    signIn("s-jane", "jane").then().statusCode(200);
    Tenant.operator()
        .body(Map.of("defaultRole", "write"))
        .post("/organizations/" + acme.id() + "/mappings/preview")
        .then()
        .body("administrators", equalTo(1));
  }

  @Test
  void aTestThatFailsMakesItADraftAgain() {
    String draft = Connected.draft(acme.tenant(), acme.idp(), Map.of());
    String path = Connected.path(acme.tenant()) + "/" + draft;
    Connected.test(acme.tenant(), draft, acme.idp(), person("t", "t")).then().statusCode(200);
    Tenant.operator().get(path).then().body("status", equalTo("TESTED"));
    String url = Tenant.operator().post(path + "/test").then().extract().path("url");
    Browser browser = new Browser();
    URI authorization = URI.create(browser.get(url).header("Location"));
    browser.back(acme.id(), authorization, "no-such-code").then().statusCode(502);
    Tenant.operator().get(path).then().body("status", equalTo("DRAFT"));
    Tenant.operator().post(path + "/enable").then().statusCode(409);
  }

  @Test
  void whatDiscoveryAndUserInfoSayMustBeAboutTheSameOne() {
    acme.idp().userInfo(person("s-other", "other").put("department", "x"));
    String draft = Connected.draft(acme.tenant(), acme.idp(), Map.of("userInfo", true));
    Connected.test(acme.tenant(), draft, acme.idp(), person("s-jane", "jane"))
        .then()
        .statusCode(502);
    acme.idp().userInfo(person("s-jane", "not-jane").put("department", "x"));
    Connected.test(acme.tenant(), draft, acme.idp(), person("s-jane", "jane"))
        .then()
        .statusCode(200);
    Tenant.operator()
        .get(Connected.path(acme.tenant()) + "/" + draft)
        .then()
        .body("test.claims.department", equalTo("x"))
        .body("test.claims.preferred_username", equalTo("jane"));
    try (ScriptedIdp liar = ScriptedIdp.start()) {
      liar.discoveryIssuer = acme.idp().issuer();
      Response made =
          Tenant.operator()
              .body(
                  Map.of(
                      "issuer",
                      liar.issuer(),
                      "clientId",
                      ScriptedIdp.CLIENT,
                      "clientSecret",
                      ScriptedIdp.SECRET))
              .post(Connected.path(acme.tenant()));
      String id = made.then().statusCode(201).extract().path("id");
      String url =
          Tenant.operator()
              .post(Connected.path(acme.tenant()) + "/" + id + "/test")
              .then()
              .extract()
              .path("url");
      assertThat(new Browser().get(url).statusCode()).isBetween(400, 599);
    }
  }

  @Test
  void aBrowserThatBeginsManySignInsCarriesFew() {
    Browser browser = new Browser();
    for (int i = 0; i < 30; i++) {
      browser.begin(acme.id());
      assertThat(browser.cookies).hasSizeLessThanOrEqualTo(8);
    }
    URI last = browser.begin(acme.id());
    browser
        .back(acme.id(), last, acme.idp().code(last, person("s-jane", "jane")))
        .then()
        .statusCode(200);
  }

  @Test
  void aCodeThatIsBlankIsNone() {
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    browser.back(acme.id(), authorization, "%20").then().statusCode(403);
  }

  /** A sign-in that began before there was a session does not exchange one that came meanwhile. */
  @Test
  void aSignInThatEndsLateAsksBeforeItExchangesASession() {
    try (Connected evil = Connected.make("evil")) {
      Browser jane = new Browser();
      URI begun = jane.begin(evil.id());
      jane.signIn(acme.id(), acme.idp(), person("s-jane", "jane")).then().statusCode(200);
      String session = jane.cookies.get("__Host-bailiwick-session");
      jane.back(evil.id(), begun, evil.idp().code(begun, person("s-eve", "eve")))
          .then()
          .statusCode(200)
          .body(containsString("instead?"));
      assertThat(jane.cookies).containsEntry("__Host-bailiwick-session", session);
      sessions(idOf("jane")).then().body("sessions.size()", equalTo(1));
    }
  }

  /** The form of a service, or of anybody, comes without cookies: it is made a link. */
  @Test
  void anAuthorizationRequestByFormIsMadeALink() {
    Browser noSession = new Browser();
    String next =
        noSession
            .post("/oauth2/authorize", Map.of("client_id", "x", "organization", acme.id()))
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    assertThat(next).contains("/oauth2/authorize?").contains("client_id=x");
  }

  @Test
  void onlyTheProviderOfASessionEndsIt() {
    signIn("s-jane", "jane").then().statusCode(200);
    String jane = idOf("jane");
    try (ScriptedIdp next = ScriptedIdp.start()) {
      String draft = Connected.draft(acme.tenant(), next, Map.of());
      Connected.test(acme.tenant(), draft, next, person("t", "t")).then().statusCode(200);
      Tenant.operator()
          .post(Connected.path(acme.tenant()) + "/" + draft + "/enable")
          .then()
          .statusCode(200);
      logout(next, 0).then().statusCode(200);
      sessions(jane).then().body("sessions.size()", equalTo(1));
      logout(acme.idp(), 3000).then().statusCode(400);
      sessions(jane).then().body("sessions.size()", equalTo(1));
      logout(acme.idp(), 0).then().statusCode(200);
      sessions(jane).then().body("sessions.size()", equalTo(0));
    }
  }

  /** RFC 8037, and RFC 9864, which calls it otherwise. */
  @ParameterizedTest
  @ValueSource(strings = {"EdDSA", "Ed25519"})
  void idTokensMayBeSignedByEd25519(String algorithm) throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] encoded = pair.getPublic().getEncoded();
    byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    acme.idp()
        .moreKeys
        .add(JWK.parse(Map.of("kty", "OKP", "crv", "Ed25519", "kid", "ed", "x", base64(x))));
    Browser jane = new Browser();
    URI authorization = jane.begin(acme.id());
    String code =
        acme.idp()
            .code(
                authorization, person("s-jane", "jane"), claims -> signed(claims, algorithm, pair));
    jane.back(acme.id(), authorization, code).then().statusCode(200);
    KeyPair stranger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Browser eve = new Browser();
    URI again = eve.begin(acme.id());
    String forged =
        acme.idp()
            .code(again, person("s-jane", "jane"), claims -> signed(claims, algorithm, stranger));
    eve.back(acme.id(), again, forged).then().statusCode(403);
  }

  private static String signed(ObjectNode claims, String algorithm, KeyPair pair) {
    String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"ed\",\"typ\":\"JWT\"}";
    String input =
        base64(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(claims.toString().getBytes(StandardCharsets.UTF_8));
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(input.getBytes(StandardCharsets.UTF_8));
      return input + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** PostgreSQL keeps no NUL. */
  @Test
  void aLogoutTokenThatCannotBeKeptIsRefused() {
    ObjectNode claims = logoutClaims(acme.idp(), 0).put("sub", "s-\0");
    logout(ScriptedIdp.sign(claims, acme.idp().key))
        .then()
        .statusCode(400)
        .body("error_description", containsString("sub holds a NUL"));
  }

  private Response logout(ScriptedIdp idp, int secondsAhead) {
    return logout(ScriptedIdp.sign(logoutClaims(idp, secondsAhead), idp.key));
  }

  private Response logout(String token) {
    return given()
        .formParam("logout_token", token)
        .post("/sso/" + acme.id() + "/backchannel-logout");
  }

  private static ObjectNode logoutClaims(ScriptedIdp idp, int secondsAhead) {
    ObjectNode claims = StrictJson.mapper().createObjectNode();
    long now = System.currentTimeMillis() / 1000;
    claims.put("iss", idp.issuer()).put("aud", ScriptedIdp.CLIENT).put("sub", "s-jane");
    claims.put("iat", now + secondsAhead).put("exp", now + secondsAhead + 120);
    claims.put("jti", UUID.randomUUID().toString());
    claims.putObject("events").putObject("http://schemas.openid.net/event/backchannel-logout");
    return claims;
  }
}
