package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes and refresh tokens count once, and are revoked with what gave them. */
@GatewayTest
class PlatformTokensTest extends PlatformService {
  private static final String REFRESH = "refresh_token";

  @Test
  void aCodeCountsOnceForItsClientWithItsVerifier() {
    Browser browser = new Browser();
    String code = code(browser);
    givenAHandle();
    token(Map.of("code", code, "code_verifier", new CodeVerifier().getValue()))
        .then()
        .statusCode(400)
        .body("error", equalTo("invalid_grant"));
    String other =
        token(Map.of("code", codeIn(browser.get(request(Map.of())))))
            .then()
            .statusCode(200)
            .extract()
            .path("refresh_token");
    String second = codeIn(browser.get(request(Map.of())));
    Response tokens = token(Map.of("code", second));
    String refreshToken = tokens.then().statusCode(200).extract().path("refresh_token");
    Tenant.bearer(tokens.path("access_token")).get("/oauth2/userinfo").then().statusCode(200);
    token(Map.of("code", second)).then().statusCode(400).body("error", equalTo("invalid_grant"));
    refresh(refreshToken).then().statusCode(400).body("error", equalTo("invalid_grant"));
    // RFC 6749 section 4.1.2: all that was based on that code, and nothing else.
    Tenant.bearer(tokens.path("access_token"))
        .get("/oauth2/userinfo")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", containsString("invalid_token"));
    refresh(other).then().statusCode(200);
    given()
        .auth()
        .preemptive()
        .basic(client, "wrong")
        .formParams(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken))
        .post("/oauth2/token")
        .then()
        .statusCode(401)
        .body("error", equalTo("invalid_client"));
    for (String garbage : List.of("x", "a.b.c", acme.id() + ".ses_x.y")) {
      token(Map.of("code", garbage)).then().statusCode(400).body("error", equalTo("invalid_grant"));
    }
  }

  /** A client without a secret: PKCE alone, each refresh token once, and reuse ends them all. */
  @Test
  void aPublicClientsTokensCountOnce() {
    confidential = false;
    register("PUBLIC", "REQUIRED");
    String code = code(new Browser());
    givenAHandle();
    token(Map.of("code", code, "code_verifier", new CodeVerifier().getValue()))
        .then()
        .statusCode(400)
        .body("error", equalTo("invalid_grant"));
    String first =
        token(Map.of("code", code)).then().statusCode(200).extract().path("refresh_token");
    String second = refresh(first).then().statusCode(200).extract().path("refresh_token");
    String third = refresh(second).then().statusCode(200).extract().path("refresh_token");
    assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    used(31);
    refresh(first).then().statusCode(400);
    refresh(third).then().statusCode(400).body("error", equalTo("invalid_grant"));
    confidential = true;
    refresh(third).then().statusCode(401).body("error", equalTo("invalid_client"));
  }

  /** Two tabs refresh at once, or an answer is lost: for 30 s a used token gives the same again. */
  @Test
  void twoTabsOfAPublicClientRefreshAtOnce() throws Exception {
    confidential = false;
    register("PUBLIC", "REQUIRED");
    String code = code(new Browser());
    givenAHandle();
    String first = token(Map.of("code", code)).then().statusCode(200).extract().path(REFRESH);
    List<Callable<Response>> tabs = Collections.nCopies(4, () -> refresh(first));
    Set<String> successors = new HashSet<>();
    try (ExecutorService browser = Executors.newFixedThreadPool(4)) {
      for (Future<Response> tab : browser.invokeAll(tabs)) {
        Response answer = tab.get();
        answer.then().statusCode(200).body("access_token", notNullValue());
        successors.add(answer.path(REFRESH));
      }
    }
    assertThat(successors).hasSize(1).doesNotContain(first);
    String second = successors.iterator().next();
    used(10);
    refresh(first).then().statusCode(200).body(REFRESH, equalTo(second));
    refresh(second).then().statusCode(200);
    used(21);
    refresh(first).then().statusCode(400).body("error", equalTo("invalid_grant"));
    refresh(second).then().statusCode(400).body("error", equalTo("invalid_grant"));
  }

  /** RFC 6749 section 6: a refresh may ask for less, never for more. */
  @Test
  void aRefreshGivesTheScopesThatItAsksFor() throws Exception {
    Browser browser = new Browser();
    code(browser);
    givenAHandle();
    String code = codeIn(browser.get(request(Map.of("scope", "openid profile"))));
    String refreshToken = token(Map.of("code", code)).then().extract().path(REFRESH);

    Response fewer = refresh(refreshToken, "openid");
    fewer.then().statusCode(200).body("scope", equalTo("openid"));
    assertThat(verified(fewer.path("access_token")).getStringClaim("scope")).isEqualTo("openid");
    assertThat(verified(fewer.path("id_token")).getClaim("preferred_username")).isNull();
    refresh(refreshToken, "openid email")
        .then()
        .statusCode(400)
        .body("error", equalTo("invalid_scope"));
    Response none = refresh(refreshToken, "profile");
    none.then().statusCode(200).body("id_token", nullValue());
    Tenant.bearer(none.path("access_token"))
        .get("/oauth2/userinfo")
        .then()
        .statusCode(403)
        .header("WWW-Authenticate", containsString("insufficient_scope"));
    refresh(refreshToken).then().statusCode(200).body("scope", equalTo("openid profile"));
  }

  /** RFC 7009: by either token, all that the same code gave; the session goes on. */
  @ParameterizedTest
  @ValueSource(strings = {REFRESH, "access_token"})
  void aServiceRevokesWhatItWasGiven(String which) {
    Browser browser = new Browser();
    Response tokens = token(Map.of("code", code(browser, "sid")));
    String stranger = client;
    String itsSecret = secret;
    register("CONFIDENTIAL", "REQUIRED");
    revoke(tokens.path(which)).then().statusCode(400).body("error", equalTo("invalid_grant"));
    client = stranger;
    secret = "wrong";
    revoke(tokens.path(which)).then().statusCode(401).body("error", equalTo("invalid_client"));
    secret = itsSecret;
    refresh(tokens.path(REFRESH)).then().statusCode(200);

    revoke(tokens.path(which)).then().statusCode(200);
    refresh(tokens.path(REFRESH)).then().statusCode(400).body("error", equalTo("invalid_grant"));
    Tenant.bearer(tokens.path("access_token")).get("/oauth2/userinfo").then().statusCode(401);
    revoke(tokens.path(which)).then().statusCode(200);
    revoke("x").then().statusCode(200);
    client()
        .post("/oauth2/revoke")
        .then()
        .statusCode(400)
        .body("error", equalTo("invalid_request"));
    codeIn(browser.get(request(Map.of("prompt", "none"))));
  }

  /** Of before the upgrade: its session is what counts, and all of its client ends with it. */
  @Test
  void anAccessTokenThatNamesNoGrant() throws Throwable {
    Browser browser = new Browser();
    Response tokens = token(Map.of("code", code(browser, "sid")));
    String code = codeIn(browser.get(request(Map.of("prompt", "none"))));
    String other = token(Map.of("code", code)).then().statusCode(200).extract().path(REFRESH);
    String old = withoutGrant(tokens.path("access_token"));
    Tenant.bearer(old).get("/oauth2/userinfo").then().statusCode(200);

    revoke(old).then().statusCode(200);
    refresh(tokens.path(REFRESH)).then().statusCode(400).body("error", equalTo("invalid_grant"));
    refresh(other).then().statusCode(400).body("error", equalTo("invalid_grant"));
    Tenant.bearer(tokens.path("access_token")).get("/oauth2/userinfo").then().statusCode(401);
    delete("/sessions/" + session());
    Tenant.bearer(old).get("/oauth2/userinfo").then().statusCode(401);
  }

  @Test
  void ofTooManySignInsOfOneClientInASessionTheOldestEnds() {
    Browser browser = new Browser();
    List<String> refreshTokens = new ArrayList<>();
    refreshTokens.add(refreshToken(browser));
    for (int i = 0; i < 20; i++) {
      String code = codeIn(browser.get(request(Map.of("prompt", "none"))));
      refreshTokens.add(token(Map.of("code", code)).then().extract().path(REFRESH));
    }
    refresh(refreshTokens.get(0)).then().statusCode(400);
    refresh(refreshTokens.get(1)).then().statusCode(200);
    refresh(refreshTokens.get(20)).then().statusCode(200);
  }

  @Test
  void ofTooManyCodesThatAreNotRedeemedTheOldestEnds() {
    Browser browser = new Browser();
    List<String> codes = new ArrayList<>();
    codes.add(code(browser, "sid"));
    for (int i = 0; i < 20; i++) {
      codes.add(codeIn(browser.get(request(Map.of("prompt", "none")))));
    }
    assertThat(grants()).isEqualTo(20);
    token(Map.of("code", codes.get(0)))
        .then()
        .statusCode(400)
        .body("error", equalTo("invalid_grant"));
    token(Map.of("code", codes.get(1))).then().statusCode(200);
    token(Map.of("code", codes.get(20))).then().statusCode(200);
  }

  /** A client that refreshes again and again fills nothing, and every used token is recognized. */
  @Test
  void aUsedRefreshTokenThatIsNoLongerKeptEndsItsFamily() {
    confidential = false;
    register("PUBLIC", "REQUIRED");
    String code = code(new Browser(), "sid");
    List<String> tokens = new ArrayList<>();
    tokens.add(token(Map.of("code", code)).then().statusCode(200).extract().path(REFRESH));
    for (int i = 0; i < 25; i++) {
      tokens.add(refresh(tokens.getLast()).then().statusCode(200).extract().path(REFRESH));
    }
    assertThat(grants()).as("the code, twenty that were used, and the one").isEqualTo(22);

    String owner = client;
    register("PUBLIC", "REQUIRED");
    refresh(tokens.getFirst()).then().statusCode(400).body("error", equalTo("invalid_grant"));
    client = owner;
    String last = refresh(tokens.getLast()).then().statusCode(200).extract().path(REFRESH);
    refresh(tokens.getFirst()).then().statusCode(400).body("error", equalTo("invalid_grant"));
    refresh(last).then().statusCode(400).body("error", equalTo("invalid_grant"));
    assertThat(grants()).isZero();
  }

  /** A new key is published before it signs, and the old one verifies on. */
  @Test
  void keysRotateUnnoticed() throws Exception {
    Browser browser = new Browser();
    String before = accessToken(browser);
    String kid =
        Tenant.operator().post("/signing-keys").then().statusCode(201).extract().path("kid");
    verified(before);
    assertThat(keyOf(accessToken(browser))).isEqualTo(keyOf(before)).isNotEqualTo(kid);
    given().get("/oauth2/jwks").then().body("keys.kid", hasItems(kid, keyOf(before)));
    try (Connection sql = GatewayServers.owner();
        PreparedStatement later =
            sql.prepareStatement("update signing_key set active_from = now() where kid = ?")) {
      later.setString(1, kid);
      later.executeUpdate();
    }
    // The keys are read again when there is another one; else every ten seconds.
    Tenant.operator().post("/signing-keys").then().statusCode(201);
    assertThat(keyOf(accessToken(browser))).isEqualTo(kid);
    verified(before);
  }

  /** After a key has leaked nothing that it signed counts, and people need not notice. */
  @Test
  void keysThatAreWithdrawnVerifyNothing() throws Exception {
    Browser browser = new Browser();
    String before = accessToken(browser);
    String kid =
        Tenant.operator().delete("/signing-keys").then().statusCode(200).extract().path("kid");
    Tenant.bearer(before).get("/oauth2/userinfo").then().statusCode(401);
    given().get("/oauth2/jwks").then().body("keys.kid", contains(kid));
    String after = accessToken(browser);
    assertThat(keyOf(after)).isEqualTo(kid);
    verified(after);
    Tenant.bearer(after).get("/oauth2/userinfo").then().statusCode(200);
  }

  /** What was used of the organization's grants, was so many seconds earlier. */
  private void used(int seconds) {
    try (Connection sql = GatewayServers.owner();
        PreparedStatement earlier =
            sql.prepareStatement(
                "update session_grant set used_at = used_at - make_interval(secs => ?)"
                    + " where organization = ?")) {
      earlier.setInt(1, seconds);
      earlier.setString(2, acme.id());
      assertThat(earlier.executeUpdate()).isPositive();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private String withoutGrant(String accessToken) throws Throwable {
    RSAKey key = VertxContextSupport.subscribeAndAwait(signingKeys::active);
    SignedJWT token = SignedJWT.parse(accessToken);
    assertThat(token.getHeader().getKeyID()).isEqualTo(key.getKeyID());
    assertThat(token.getJWTClaimsSet().getStringClaim("grant")).isNotBlank();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder(token.getJWTClaimsSet()).claim("grant", null).build();
    SignedJWT old = new SignedJWT(token.getHeader(), claims);
    old.sign(new RSASSASigner(key));
    return old.serialize();
  }

  private String accessToken(Browser browser) {
    String code =
        browser.hasSession() ? codeIn(browser.get(request(Map.of()))) : code(browser, "sid");
    return token(Map.of("code", code)).then().statusCode(200).extract().path("access_token");
  }

  private static String keyOf(String token) throws ParseException {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }
}
