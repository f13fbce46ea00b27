package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.bailiwick.gateway.keys.SigningKeys;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Profile;
import io.bailiwick.model.Role;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway as the OpenID provider of the platform's services, and how sessions end. */
@GatewayTest
class PlatformSignInTest {
  private static final String HUB = "https://hub.example/callback";
  private static final String REFRESH = "refresh_token";

  @Inject SigningKeys signingKeys;

  private final CodeVerifier verifier = new CodeVerifier();
  private Connected acme;
  private String client;
  private String secret;
  private boolean confidential = true;

  @BeforeEach
  void aPlatformAndAnOrganization() {
    acme = Connected.make("acme");
    register("CONFIDENTIAL", "REQUIRED");
  }

  private static Response registered(String type, String pkce) {
    return Tenant.operator()
        .body(
            Map.of(
                "name",
                "The hub",
                "type",
                type,
                "pkce",
                pkce,
                "redirectUris",
                List.of(HUB),
                "postLogoutRedirectUris",
                List.of("https://hub.example/bye")))
        .post("/clients");
  }

  private void register(String type, String pkce) {
    var registered =
        registered(type, pkce).then().statusCode(201).header("Cache-Control", "no-store").extract();
    client = registered.path("id");
    secret = registered.path("clientSecret");
  }

  @AfterEach
  void close() {
    acme.close();
  }

  private String request(Map<String, String> changes) {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("client_id", client);
    parameters.put("redirect_uri", HUB);
    parameters.put("response_type", "code");
    parameters.put("scope", "openid profile email");
    parameters.put("state", "s1");
    parameters.put("nonce", "n1");
    parameters.put("organization", acme.id());
    parameters.put("code_challenge_method", "S256");
    parameters.put(
        "code_challenge", CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue());
    parameters.putAll(changes);
    StringBuilder query = new StringBuilder("/oauth2/authorize?");
    parameters.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            query.append(name).append('=');
            query.append(URLEncoder.encode(value, StandardCharsets.UTF_8)).append('&');
          }
        });
    return query.toString();
  }

  /** From the platform through the identity provider and back: the code. */
  private String code(Browser browser) {
    URI authorization =
        URI.create(
            browser.get(request(Map.of())).then().statusCode(303).extract().header("Location"));
    assertThat(authorization.toString()).startsWith(acme.idp().issuer());
    Response signedIn =
        browser.back(acme.id(), authorization, acme.idp().code(authorization, jane()));
    String next = signedIn.then().statusCode(303).extract().header("Location");
    return codeIn(browser.get(next));
  }

  private static String codeIn(Response response) {
    URI location = URI.create(response.then().statusCode(303).extract().header("Location"));
    Map<String, String> answer = ScriptedIdp.query(location.getRawQuery());
    assertThat(location.toString()).startsWith(HUB);
    assertThat(answer)
        .containsEntry("state", "s1")
        .containsEntry("iss", "https://scim.bailiwick.example")
        .containsKey("code");
    return answer.getOrDefault("code", "");
  }

  private static ObjectNode jane() {
    return ScriptedIdp.person("s-jane", "jane").put("acr", "phr");
  }

  private Response token(Map<String, String> changes) {
    Map<String, String> form = new HashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("redirect_uri", HUB);
    form.put("code_verifier", verifier.getValue());
    form.putAll(changes);
    return client().formParams(form).post("/oauth2/token");
  }

  private Response refresh(String refreshToken) {
    return client()
        .formParams(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken))
        .post("/oauth2/token");
  }

  private RequestSpecification client() {
    return confidential
        ? given().auth().preemptive().basic(client, String.valueOf(secret))
        : given().formParam("client_id", client);
  }

  private String janesId() {
    return acme.tenant()
        .scim()
        .get("/Users?filter=userName eq \"jane\"")
        .then()
        .extract()
        .path("Resources[0].id");
  }

  private void givenAHandle() {
    GatewayServers.tellOf(
        new Account(
            janesId(),
            acme.id(),
            1,
            1,
            AccountStatus.ACTIVE,
            Optional.of("jane-" + acme.id()),
            Role.READ,
            Optional.empty(),
            Profile.EMPTY,
            Instant.now(),
            Instant.now()));
  }

  private static JWTClaimsSet verified(String token) throws Exception {
    SignedJWT jwt = SignedJWT.parse(token);
    JWKSet keys = JWKSet.parse(given().get("/oauth2/jwks").then().extract().asString());
    RSAKey key = (RSAKey) keys.getKeyByKeyId(jwt.getHeader().getKeyID());
    assertThat(key.isPrivate()).isFalse();
    assertThat(jwt.verify(new RSASSAVerifier(key))).isTrue();
    return jwt.getJWTClaimsSet();
  }

  @Test
  void aPlatformServiceSignsPeopleInByPlainOpenIdConnect() throws Exception {
    OIDCProviderMetadata metadata =
        OIDCProviderMetadata.parse(
            given().get("/.well-known/openid-configuration").then().extract().asString());
    assertThat(metadata.getIssuer().getValue()).isEqualTo("https://scim.bailiwick.example");
    assertThat(metadata.getTokenEndpointURI().getPath()).isEqualTo("/oauth2/token");
    assertThat(metadata.getRevocationEndpointURI().getPath()).isEqualTo("/oauth2/revoke");

    Browser browser = new Browser();
    String code = code(browser);
    givenAHandle();
    var tokens =
        token(Map.of("code", code))
            .then()
            .statusCode(200)
            .header("Cache-Control", "no-store")
            .body("token_type", equalTo("Bearer"))
            .extract();
    JWTClaimsSet id = verified(tokens.path("id_token"));
    JWTClaimsSet access = verified(tokens.path("access_token"));
    assertThat(id.getStringClaim("nonce")).isEqualTo("n1");
    assertThat(id.getAudience()).containsExactly(client);
    assertThat(id.getStringClaim("email")).isEqualTo("jane@acme.example");
    assertThat(id.getStringClaim("preferred_username")).isEqualTo("jane-" + acme.id());
    for (JWTClaimsSet claims : List.of(id, access)) {
      assertThat(claims.getSubject()).isEqualTo(janesId());
      assertThat(claims.getStringClaim("organization")).isEqualTo(acme.id());
      assertThat(claims.getStringClaim("handle")).isEqualTo("jane-" + acme.id());
      assertThat(claims.getStringClaim("connection")).isEqualTo(acme.connection());
      assertThat(claims.getStringClaim("sid")).startsWith("ses_");
      assertThat(claims.getLongClaim("auth_time")).isPositive();
      assertThat(claims.getStringClaim("acr")).isEqualTo("phr");
    }
    assertThat(SignedJWT.parse(tokens.path("access_token")).getHeader().getType().getType())
        .isEqualTo("at+jwt");

    Tenant.bearer(tokens.path("access_token"))
        .get("/oauth2/userinfo")
        .then()
        .statusCode(200)
        .body("sub", equalTo(janesId()))
        .body("handle", equalTo("jane-" + acme.id()));
    Tenant.bearer(tokens.path("id_token"))
        .get("/oauth2/userinfo")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", containsString("invalid_token"));
    refresh(tokens.path("refresh_token")).then().statusCode(200).body("id_token", notNullValue());

    String again = codeIn(browser.get(request(Map.of("prompt", "none"))));
    token(Map.of("code", again)).then().statusCode(200);
    String fresh =
        browser
            .get(request(Map.of("prompt", "login", "max_age", "60")))
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    assertThat(fresh).startsWith(acme.idp().issuer()).contains("prompt=login", "max_age=60");
  }

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

  @ParameterizedTest
  @CsvSource({
    "redirect_uri, https://evil.example/, 400,",
    "redirect_uri, https://hub.example/callback/, 400,",
    "redirect_uri, https://hub.example/callback?x=1, 400,",
    "client_id, nobody, 400,",
    "code_challenge, '', 303, invalid_request",
    "code_challenge_method, plain, 303, invalid_request",
    "response_type, token, 303, unsupported_response_type",
    "prompt, none, 303, login_required"
  })
  void requestsThatAreNotTaken(String parameter, String value, int status, String error) {
    Response response = new Browser().get(request(Map.of(parameter, value)));
    response.then().statusCode(status);
    if (error == null) {
      response.then().header("Location", nullValue());
    } else {
      response.then().header("Location", startsWith(HUB));
      assertThat(response.header("Location")).contains("error=" + error, "state=s1");
    }
  }

  @Test
  void withoutAnOrganizationThePersonIsAsked() {
    new Browser()
        .get(request(Map.of("organization", "")))
        .then()
        .statusCode(200)
        .body(containsString("name=\"request\""));
    String location =
        new Browser()
            .get(request(Map.of("organization", "", "login_hint", "jdoe-" + acme.id())))
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    assertThat(location).startsWith(acme.idp().issuer());
  }

  @Test
  void whatEndsASessionEndsItsRefreshTokens() {
    Map<String, Runnable> ends = new HashMap<>();
    ends.put("person", () -> delete("/identities/" + janesId() + "/sessions"));
    ends.put("session", () -> delete("/sessions/" + session()));
    ends.put("organization", () -> delete("/sessions"));
    ends.put("deactivation", () -> active(false));
    ends.put(
        "lockdown",
        () -> {
          String lockdown = "/organizations/" + acme.id() + "/lockdown";
          Tenant.operator().post(lockdown).then().statusCode(200);
          Tenant.operator().delete(lockdown).then().statusCode(200);
        });
    ends.put("lifetime", () -> shift("expires_at", "-7 days"));
    ends.put("logout token by sid", () -> logout("sid", "idp-session", 200));
    ends.put("logout token by sub", () -> logout("sub", "s-jane", 200));
    ends.forEach(
        (name, end) -> {
          active(true);
          Browser browser = new Browser();
          String refreshToken = refreshToken(browser);
          refresh(refreshToken).then().statusCode(200);
          end.run();
          assertThat(refresh(refreshToken).statusCode()).as(name).isEqualTo(400);
          assertThat(browser.get(request(Map.of("prompt", "none"))).header("Location"))
              .as(name)
              .contains("error=login_required");
        });
  }

  /** Whichever request says so; who is active again later has to sign in again. */
  @ParameterizedTest
  @ValueSource(strings = {"PATCH", "PUT", "POST", "Bulk"})
  void aDeactivationEndsSessionsForGood(String by) {
    Browser browser = new Browser();
    String refreshToken = refreshToken(browser);
    refresh(refreshToken).then().statusCode(200);
    String jane = "/Users/" + janesId();
    Map<String, Object> inactive =
        new HashMap<>(acme.tenant().scim().get(jane).jsonPath().<String, Object>getMap("$"));
    inactive.put("active", false);
    RequestSpecification request = acme.tenant().scim();
    Response answer =
        switch (by) {
          case "PUT" -> request.body(inactive).put(jane);
          // Takes over whom the sign-in has made.
          case "POST" -> request.body(inactive).post("/Users");
          case "Bulk" ->
              request
                  .body(
                      Map.of(
                          "Operations",
                          List.of(Map.of("method", "PUT", "path", jane, "data", inactive))))
                  .post("/Bulk");
          default -> acme.tenant().patch(janesId(), "replace", "active", false);
        };
    assertThat(answer.statusCode()).isIn(200, 201);
    acme.tenant().scim().get(jane).then().body("active", equalTo(false));
    active(true);
    refresh(refreshToken).then().statusCode(400);
    assertThat(browser.get(request(Map.of("prompt", "none"))).header("Location"))
        .contains("error=login_required");
  }

  @Test
  void aSessionIsRenewedWhileTheProviderIsDown() {
    String refreshToken = refreshToken(new Browser());
    acme.idp().down = true;
    refresh(refreshToken).then().statusCode(200);
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
    String first =
        token(Map.of("code", code(new Browser()))).then().statusCode(200).extract().path(REFRESH);
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

  private Response refresh(String refreshToken, String scope) {
    return client()
        .formParams(
            Map.of("grant_type", "refresh_token", "refresh_token", refreshToken, "scope", scope))
        .post("/oauth2/token");
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

  private Response revoke(String token) {
    return client().formParam("token", token).post("/oauth2/revoke");
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

  /** How many codes and refresh tokens there are in the organization. */
  private int grants() {
    try (Connection sql = GatewayServers.owner();
        PreparedStatement count =
            sql.prepareStatement("select count(*) from session_grant where organization = ?")) {
      count.setString(1, acme.id());
      try (ResultSet counted = count.executeQuery()) {
        assertThat(counted.next()).isTrue();
        return counted.getInt(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** RFC 9700 section 2.1.1: PKCE, or the nonce of a client that proves itself. */
  @Test
  void aClientMayDoWithoutPkceIfTheOperatorSaysSo() {
    Browser browser = new Browser();
    code(browser);
    givenAHandle();
    register("CONFIDENTIAL", "OPTIONAL");
    Map<String, String> plain = Map.of("code_challenge", "", "code_challenge_method", "");
    String code = codeIn(browser.get(request(plain)));
    // A verifier without a challenge: somebody has taken the challenge away.
    token(Map.of("code", code)).then().statusCode(400).body("error", equalTo("invalid_grant"));
    withoutVerifier(code).then().statusCode(200).body("id_token", notNullValue());

    String challenged = codeIn(browser.get(request(Map.of())));
    withoutVerifier(challenged).then().statusCode(400).body("error", equalTo("invalid_grant"));
    token(Map.of("code", challenged)).then().statusCode(200);
    for (Map<String, String> weak :
        List.of(
            Map.of("code_challenge", "", "code_challenge_method", "", "nonce", ""),
            Map.of("code_challenge_method", "plain"))) {
      assertThat(browser.get(request(weak)).header("Location"))
          .startsWith(HUB)
          .contains("error=invalid_request");
    }
    registered("PUBLIC", "OPTIONAL").then().statusCode(400).body("detail", containsString("pkce"));
  }

  private Response withoutVerifier(String code) {
    return client()
        .formParams(Map.of("grant_type", "authorization_code", "redirect_uri", HUB, "code", code))
        .post("/oauth2/token");
  }

  @Test
  void aConnectionThatPeopleAreSignedInByStays() {
    code(new Browser());
    String connection = Connected.path(acme.tenant()) + "/" + acme.connection();
    Tenant.operator().post(connection + "/disable").then().statusCode(200);
    Tenant.operator().delete(connection).then().statusCode(409).body("member", equalTo("sessions"));
    delete("/sessions");
    Tenant.operator().delete(connection).then().statusCode(204);
  }

  @Test
  void aConnectionGoesWhosePeopleMayNoLongerComeIn() {
    code(new Browser());
    String connection = Connected.path(acme.tenant()) + "/" + acme.connection();
    Tenant.operator().post(connection + "/disable").then().statusCode(200);
    String jane = acme.tenant().scim().get("/Users").path("Resources[0].id");
    acme.tenant()
        .scim()
        .body("{\"Operations\":[{\"op\":\"replace\",\"value\":{\"active\":false}}]}")
        .patch("/Users/" + jane)
        .then()
        .statusCode(200);
    Tenant.operator().delete(connection).then().statusCode(204);
  }

  /** Lifted twice, as after a time-out, a lockdown ends nothing more. */
  @Test
  void liftingALockdownThatIsNoneEndsNothing() {
    String refreshToken = refreshToken(new Browser());
    Tenant.operator().delete("/organizations/" + acme.id() + "/lockdown").then().statusCode(200);
    refresh(refreshToken).then().statusCode(200);
  }

  /** After a refusal the platform's request is not lost. */
  @Test
  void startingAgainGoesOnWithTheRequest() {
    Browser browser = new Browser();
    URI authorization = URI.create(browser.get(request(Map.of())).header("Location"));
    String page =
        browser
            .back(acme.id(), authorization, "unknown")
            .then()
            .statusCode(502)
            .extract()
            .asString();

    URI next = URI.create(browser.get(link(page, "Start again")).header("Location"));
    codeIn(
        browser.get(
            browser.back(acme.id(), next, acme.idp().code(next, jane())).header("Location")));
  }

  /** A refusal is no authentication: who starts again is sent to the provider as before. */
  @ParameterizedTest
  @CsvSource({"prompt, login", "max_age, 0"})
  void startingAgainStillAsksForAnAuthentication(String parameter, String value) {
    Browser browser = new Browser();
    code(browser);
    URI authorization =
        URI.create(browser.get(request(Map.of(parameter, value))).header("Location"));
    String state = ScriptedIdp.query(authorization.getRawQuery()).get("state");
    String page =
        browser
            .get("/sso/" + acme.id() + "/callback?error=access_denied&state=" + state)
            .then()
            .statusCode(403)
            .extract()
            .asString();

    URI again = URI.create(browser.get(link(page, "Start again")).header("Location"));
    assertThat(again.toString())
        .startsWith(acme.idp().issuer())
        .contains(parameter + "=" + value, "state=");
    Response signedIn = browser.back(acme.id(), again, acme.idp().code(again, jane()));
    codeIn(browser.get(signedIn.header("Location")));
  }

  /** The page that asks whether to leave another session keeps the request as it was. */
  @Test
  void exchangingASessionStillAsksForAnAuthentication() {
    try (Connected other = Connected.make("other")) {
      Browser browser = new Browser();
      URI authorization =
          URI.create(browser.get(request(Map.of("prompt", "login"))).header("Location"));
      browser.signIn(other.id(), other.idp(), ScriptedIdp.person("s-bob", "bob"));
      String waiting =
          browser
              .back(acme.id(), authorization, acme.idp().code(authorization, jane()))
              .then()
              .statusCode(200)
              .body(containsString("instead?"))
              .extract()
              .htmlPath()
              .getString("**.find { it.@name == 'request' }.@value");
      assertThat(waiting).contains("prompt=login");
    }
  }

  private static String link(String page, String text) {
    Matcher link = Pattern.compile("href=\"([^\"]+)\">" + text + "<").matcher(page);
    assertThat(link.find()).as(page).isTrue();
    return link.group(1).replace("&amp;", "&");
  }

  /** RFC 6749 section 4.1.2.1, OIDC Core 1.0 section 3.1.2.6: the service is told too. */
  @ParameterizedTest
  @CsvSource({
    "provider, 403, access_denied",
    "age,      403, login_required",
    "person,   403, access_denied",
    "code,     502, server_error",
    "down,     502, temporarily_unavailable"
  })
  void aRefusedPersonGoesBackToTheService(String why, int status, String error) {
    Browser browser = new Browser();
    URI authorization =
        URI.create(browser.get(request(Map.of("max_age", "60"))).header("Location"));
    String state = ScriptedIdp.query(authorization.getRawQuery()).get("state");
    String callback = "/sso/" + acme.id() + "/callback?state=" + state;
    String code =
        switch (why) {
          case "age" -> aged(authorization, System.currentTimeMillis() / 1000 - 3600);
          case "person" -> acme.idp().code(authorization, ScriptedIdp.person("s-nobody", "nobody"));
          case "code" -> "unknown";
          default -> acme.idp().code(authorization, jane());
        };
    if (why.equals("person")) {
      acme.settings(Map.of("signIn", Map.of("provisioning", "SCIM_ONLY")));
    }
    acme.idp().down = why.equals("down");
    String page =
        browser
            .get(callback + (why.equals("provider") ? "&error=access_denied" : "&code=" + code))
            .then()
            .statusCode(status)
            .extract()
            .asString();
    assertThat(page).contains("You are not signed in");
    goesBack(browser, page, error);
  }

  private static void goesBack(Browser browser, String page, String error) {
    Response back = browser.get(link(page, "Go back to the service"));
    back.then().statusCode(303).header("Location", startsWith(HUB));
    assertThat(back.header("Location"))
        .contains("error=" + error, "state=s1", "iss=https%3A%2F%2Fscim.bailiwick.example");
  }

  /** Nothing that the person could mend or be denied: the service may offer to try again. */
  @Test
  void withoutAConnectionTheServiceIsToldThatItIsUnavailable() {
    Tenant.operator()
        .post(Connected.path(acme.tenant()) + "/" + acme.connection() + "/disable")
        .then()
        .statusCode(200);
    Browser browser = new Browser();
    String page = browser.get(request(Map.of())).then().statusCode(503).extract().asString();
    goesBack(browser, page, "temporarily_unavailable");
  }

  /** The same from the page that asks for the organization. */
  @Test
  void aPersonWhoHasNoOrganizationGoesBackToTheService() {
    String page = new Browser().get(request(Map.of("organization", ""))).asString();
    assertThat(new Browser().get(link(page, "Go back to the service")).header("Location"))
        .startsWith(HUB)
        .contains("error=access_denied", "state=s1");
  }

  @Test
  void ofNineSignInsInOneBrowserTheOldestIsForgotten() {
    Browser browser = new Browser();
    List<URI> begun = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      begun.add(URI.create(browser.get(request(Map.of())).header("Location")));
    }
    List<Integer> answers = new ArrayList<>();
    for (URI authorization : begun) {
      answers.add(
          browser
              .back(acme.id(), authorization, acme.idp().code(authorization, jane()))
              .statusCode());
    }
    assertThat(answers).containsExactly(400, 303, 303, 303, 303, 303, 303, 303, 303);
  }

  /** What is carried through the sign-in is what must not be too long. */
  @Test
  void aRequestThatIsTooLongIsRefusedBeforeTheSignIn() {
    new Browser()
        .get(request(Map.of("state", "/".repeat(600))))
        .then()
        .statusCode(400)
        .body(containsString("too long"));
  }

  /** Each use counts, of the cookie and of a refresh token; without any it ends in a day. */
  @Test
  void aSessionThatIsNotUsedEnds() {
    Browser browser = new Browser();
    String refreshToken = refreshToken(browser);
    for (int halfDay = 0; halfDay < 2; halfDay++) {
      shift("last_used_at", "-12 hours");
      refresh(refreshToken).then().statusCode(200);
      shift("last_used_at", "-12 hours");
      codeIn(browser.get(request(Map.of("prompt", "none"))));
    }
    shift("last_used_at", "-25 hours");
    refresh(refreshToken).then().statusCode(400);
    assertThat(browser.get(request(Map.of("prompt", "none"))).header("Location"))
        .contains("error=login_required");
  }

  /** A time of the organization's sessions is another by so much. */
  private void shift(String column, String by) {
    try (Connection sql = GatewayServers.owner();
        PreparedStatement later =
            sql.prepareStatement(
                "update session set %1$s = %1$s + cast(? as interval) where organization = ?"
                    .formatted(column))) {
      later.setString(1, by);
      later.setString(2, acme.id());
      assertThat(later.executeUpdate()).isPositive();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private String refreshToken(Browser browser) {
    return token(Map.of("code", code(browser, "idp-session")))
        .then()
        .statusCode(200)
        .extract()
        .path("refresh_token");
  }

  private String code(Browser browser, String idpSession) {
    URI authorization = URI.create(browser.get(request(Map.of())).header("Location"));
    String code = acme.idp().code(authorization, jane().put("sid", idpSession));
    String next = browser.back(acme.id(), authorization, code).header("Location");
    String issued = codeIn(browser.get(next));
    givenAHandle();
    return issued;
  }

  private void delete(String path) {
    Tenant.operator().delete("/organizations/" + acme.id() + path).then().statusCode(204);
  }

  private String session() {
    return Tenant.operator()
        .get("/organizations/" + acme.id() + "/identities/" + janesId() + "/sessions")
        .then()
        .statusCode(200)
        .extract()
        .path("sessions[0].id");
  }

  private void active(boolean active) {
    String id = janesId();
    if (id != null) {
      acme.tenant().patch(id, "replace", "active", active).then().statusCode(200);
    }
  }

  private ObjectNode logoutToken(String claim, String value) {
    ObjectNode claims = jane().objectNode();
    long now = System.currentTimeMillis() / 1000;
    claims.put("iss", acme.idp().issuer()).put("aud", ScriptedIdp.CLIENT).put(claim, value);
    claims.put("iat", now).put("exp", now + 120).put("jti", UUID.randomUUID().toString());
    claims.putObject("events").putObject("http://schemas.openid.net/event/backchannel-logout");
    return claims;
  }

  private void logout(String claim, String value, int status) {
    sendLogout(ScriptedIdp.sign(logoutToken(claim, value), acme.idp().key), status);
  }

  private void sendLogout(String token, int status) {
    given()
        .formParam("logout_token", token)
        .post("/sso/" + acme.id() + "/backchannel-logout")
        .then()
        .statusCode(status)
        .header("Cache-Control", "no-store");
  }

  @Test
  void logoutTokensThatAreNotTaken() {
    new Browser().signIn(acme.id(), acme.idp(), jane());
    String good = ScriptedIdp.sign(logoutToken("sub", "s-jane"), acme.idp().key);
    sendLogout(good, 200);
    sendLogout(good, 400);
    sendLogout("", 400);
    sendLogout("x.y.z", 400);
    sendLogout(ScriptedIdp.sign(logoutToken("sub", "s-jane"), acme.idp().anotherKey()), 400);
    sendLogout(
        ScriptedIdp.sign(logoutToken("sub", "s-jane").put("nonce", "n"), acme.idp().key), 400);
    sendLogout(
        ScriptedIdp.sign(logoutToken("sub", "s-jane").put("aud", "somebody"), acme.idp().key), 400);
    sendLogout(
        ScriptedIdp.sign(
            logoutToken("sub", "s-jane").put("iss", "https://evil.example"), acme.idp().key),
        400);
    ObjectNode noEvents = logoutToken("sub", "s-jane");
    noEvents.remove("events");
    sendLogout(ScriptedIdp.sign(noEvents, acme.idp().key), 400);
    ObjectNode nobody = logoutToken("sub", "s-jane");
    nobody.remove("sub");
    sendLogout(ScriptedIdp.sign(nobody, acme.idp().key), 400);
    ObjectNode old = logoutToken("sub", "s-jane");
    old.put("iat", old.get("iat").asLong() - 3600).put("exp", old.get("iat").asLong() + 9000);
    sendLogout(ScriptedIdp.sign(old, acme.idp().key), 400);
    sendLogout(
        ScriptedIdp.sign(
            logoutToken("sub", "s-jane"),
            jws -> {
              jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
              return jws;
            }),
        400);
  }

  /** X7: what is ended while a person is on its way to sign in must not come to life. */
  @ParameterizedTest
  @ValueSource(strings = {"sub", "sid", "operator", "organization"})
  void whatIsEndedDuringASignInIsOver(String by) {
    ObjectNode jane = jane().put("sid", "idp-session-1");
    new Browser().signIn(acme.id(), acme.idp(), jane.deepCopy()).then().statusCode(200);
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    String code = acme.idp().code(authorization, jane.deepCopy());
    switch (by) {
      case "sub" -> logout("sub", "s-jane", 200);
      case "sid" -> logout("sid", "idp-session-1", 200);
      case "operator" -> delete("/identities/" + janesId() + "/sessions");
      default -> delete("/sessions");
    }
    browser.back(acme.id(), authorization, code).then().statusCode(403);
    assertThat(browser.hasSession()).isFalse();
    new Browser().signIn(acme.id(), acme.idp(), jane.put("sid", "2")).then().statusCode(200);
  }

  @Test
  void ofTooManySessionsTheOldestEnds() {
    Browser first = signedIn();
    Browser second = signedIn();
    for (int i = 0; i < 19; i++) {
      signedIn();
    }
    String silent = request(Map.of("prompt", "none"));
    assertThat(first.get(silent).header("Location")).contains("error=login_required");
    codeIn(second.get(silent));
  }

  @Test
  void aLogoutOfAnotherSessionStopsNobody() {
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    String code = acme.idp().code(authorization, jane().put("sid", "idp-session-1"));
    logout("sid", "idp-session-2", 200);
    logout("sub", "s-somebody", 200);
    browser.back(acme.id(), authorization, code).then().statusCode(200);
  }

  /**
   * OIDC Core 1.0, section 3.1.2.1, RFC 8414, RFC 6750 section 2.2: what libraries send and ask.
   */
  @Test
  void takesWhatLibrariesSend() {
    for (String wish :
        List.of("ui_locales=en_US", "ui_locales=C", "claims_locales=x_y", "display=f")) {
      String[] pair = wish.split("=", -1);
      codeIn(signedIn().get(request(Map.of(pair[0], pair[1]))));
    }
    URI refused =
        URI.create(
            signedIn()
                .get(request(Map.of("request_uri", "https://hub.example/r")))
                .header("Location"));
    assertThat(ScriptedIdp.query(refused.getRawQuery()))
        .containsEntry("error", "request_uri_not_supported");
    assertThat(given().get("/.well-known/oauth-authorization-server").asString())
        .isEqualTo(given().get("/.well-known/openid-configuration").asString());
    String access =
        token(Map.of("code", code(new Browser()))).then().extract().path("access_token");
    given()
        .formParam("access_token", access)
        .post("/oauth2/userinfo")
        .then()
        .statusCode(200)
        .body("sub", equalTo(janesId()));
    signedIn()
        .get("/oauth2/end-session?id_token_hint=f00")
        .then()
        .statusCode(200)
        .body(containsString("Sign out?"));
  }

  private Browser signedIn() {
    Browser browser = new Browser();
    browser.signIn(acme.id(), acme.idp(), jane());
    return browser;
  }

  @Test
  void peopleSignOutOnlyWhenTheyMeanTo() {
    Browser browser = new Browser();
    String code = code(browser);
    givenAHandle();
    String idToken = token(Map.of("code", code)).then().extract().path("id_token");
    browser.get("/oauth2/end-session").then().statusCode(200).body(containsString("Sign out?"));
    assertThat(browser.hasSession()).isTrue();
    browser
        .get(
            "/oauth2/end-session?id_token_hint="
                + idToken
                + "&post_logout_redirect_uri=https%3A%2F%2Fhub.example%2Fbye&state=x%26y")
        .then()
        .statusCode(303)
        .header("Location", equalTo("https://hub.example/bye?state=x%26y"));
    assertThat(browser.hasSession()).isFalse();
    browser
        .get(
            "/oauth2/end-session?id_token_hint="
                + idToken
                + "&post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F")
        .then()
        .statusCode(200)
        .body(containsString("You are signed out"), containsString("is not registered for it"));
    browser
        .get("/oauth2/end-session?post_logout_redirect_uri=https%3A%2F%2Fhub.example%2Fbye")
        .then()
        .statusCode(200)
        .body(containsString("does not say which service it is"));
    browser
        .get("/oauth2/end-session")
        .then()
        .statusCode(200)
        .body(not(containsString("You are not sent back")));

    Browser other = new Browser();
    other.signIn(acme.id(), acme.idp(), jane());
    other.post("/oauth2/end-session", Map.of("confirmed", "true")).then().statusCode(200);
    assertThat(other.hasSession()).isFalse();
  }

  /** RP-Initiated Logout 1.0 sections 2 and 3: asked first, and then where the service wanted. */
  @ParameterizedTest
  @CsvSource({"own, https://hub.example/bye?state=s", "another, ", "none, "})
  void whoIsAskedComesBackWhereTheServiceWants(String whose, String target) {
    Browser browser = new Browser();
    browser.signIn(acme.id(), acme.idp(), jane());
    String request =
        browser
            .get(
                "/oauth2/end-session?post_logout_redirect_uri=https%3A%2F%2Fhub.example%2Fbye"
                    + "&state=s"
                    + (whose.equals("none")
                        ? ""
                        : "&client_id=" + (whose.equals("own") ? client : "x")))
            .then()
            .statusCode(200)
            .body(containsString("Sign out?"))
            .extract()
            .htmlPath()
            .getString("**.find { it.@name == 'request' }.@value");
    browser
        .post(
            "/oauth2/end-session",
            Map.of(
                "confirmed", "true", "request", URLEncoder.encode(request, StandardCharsets.UTF_8)))
        .then()
        .statusCode(target == null ? 200 : 303)
        .header("Location", target == null ? nullValue() : equalTo(target));
    assertThat(browser.hasSession()).isFalse();
  }

  /** A service's form comes without cookies (SameSite), a link of the same comes with them. */
  @Test
  void aFormSignsOutLikeALink() {
    Browser browser = new Browser();
    browser.signIn(acme.id(), acme.idp(), jane());
    String location =
        new Browser()
            .post("/oauth2/end-session", Map.of("state", "s"))
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    browser.get(location).then().statusCode(200).body(containsString("Sign out?"));
    assertThat(browser.hasSession()).isTrue();
  }

  @Test
  void aBrowserThatForgotItsSessionEndsItByTheIdToken() {
    Response tokens = token(Map.of("code", code(new Browser(), "sid-1")));
    String refreshToken = tokens.then().statusCode(200).extract().path("refresh_token");
    new Browser()
        .get("/oauth2/end-session?id_token_hint=" + tokens.path("id_token"))
        .then()
        .statusCode(200)
        .body(containsString("You are signed out"));
    refresh(refreshToken).then().statusCode(400);
  }

  @Test
  void signingInAgainEndsTheSessionOfBefore() {
    Browser browser = new Browser();
    String refreshToken =
        token(Map.of("code", code(browser, "sid-1"))).then().extract().path("refresh_token");
    browser.signIn(acme.id(), acme.idp(), jane()).then().statusCode(200);
    refresh(refreshToken).then().statusCode(400);
  }

  @Test
  void scopesOfOtherApisAreNotGiven() throws Exception {
    Browser browser = new Browser();
    code(browser);
    givenAHandle();
    String code = codeIn(browser.get(request(Map.of("scope", "openid bailiwick.operate"))));
    Response tokens = token(Map.of("code", code));
    tokens.then().statusCode(200).body("scope", equalTo("openid"));
    assertThat(verified(tokens.path("access_token")).getStringClaim("scope")).isEqualTo("openid");
  }

  @Test
  void theAgeOfASignInIsThatOfTheAuthentication() throws Exception {
    Browser browser = new Browser();
    URI authorization = URI.create(browser.get(request(Map.of())).header("Location"));
    long hourAgo = System.currentTimeMillis() / 1000 - 3600;
    String next =
        browser.back(acme.id(), authorization, aged(authorization, hourAgo)).header("Location");
    String code = codeIn(browser.get(next));
    givenAHandle();
    String idToken = token(Map.of("code", code)).then().extract().path("id_token");
    assertThat(verified(idToken).getDateClaim("auth_time"))
        .isEqualTo(Instant.ofEpochSecond(hourAgo));

    for (String age : List.of("300", "0")) {
      URI again = URI.create(browser.get(request(Map.of("max_age", age))).header("Location"));
      assertThat(again.toString()).startsWith(acme.idp().issuer()).contains("max_age=" + age);
      String fresh =
          browser.back(acme.id(), again, acme.idp().code(again, jane())).header("Location");
      codeIn(browser.get(fresh));
    }
    URI anew = URI.create(browser.get(request(Map.of("prompt", "login"))).header("Location"));
    browser.back(acme.id(), anew, aged(anew, hourAgo)).then().statusCode(403);
  }

  private String aged(URI authorization, long authTime) {
    return acme.idp()
        .code(
            authorization,
            jane(),
            claims -> ScriptedIdp.sign(claims.put("auth_time", authTime), acme.idp().key));
  }

  @Test
  void aHintOfAnotherPersonGetsNoCode() {
    Browser jane = new Browser();
    String idToken = token(Map.of("code", code(jane, "s1"))).then().extract().path("id_token");
    Browser bob = new Browser();
    bob.signIn(acme.id(), acme.idp(), ScriptedIdp.person("s-bob", "bob"));
    String silent = request(Map.of("prompt", "none", "id_token_hint", idToken));
    assertThat(bob.get(silent).header("Location")).contains("error=login_required");
    codeIn(jane.get(silent));
  }

  /** Nobody goes round in circles: who signs in as another person than the hint says is told so. */
  @Test
  void aHintOfAnotherPersonIsAnsweredOnce() {
    String idToken =
        token(Map.of("code", code(new Browser(), "s1"))).then().extract().path("id_token");
    Browser bob = new Browser();
    URI authorization =
        URI.create(bob.get(request(Map.of("id_token_hint", idToken))).header("Location"));
    String next =
        bob.back(
                acme.id(),
                authorization,
                acme.idp().code(authorization, ScriptedIdp.person("s-bob", "bob")))
            .header("Location");
    assertThat(bob.get(next).header("Location")).startsWith(HUB).contains("login_required");
  }

  /** A link of another site does not exchange a session for one of another organization. */
  @Test
  void anotherOrganizationsSessionIsLeftOnlyWhenThePersonSaysSo() {
    try (Connected evil = Connected.make("evil")) {
      Browser jane = new Browser();
      String code = code(jane);
      givenAHandle();
      String refreshToken = token(Map.of("code", code)).then().extract().path("refresh_token");
      jane.get("/sso/" + evil.id()).then().statusCode(200).body(containsString("instead?"));
      jane.get(request(Map.of("organization", evil.id())))
          .then()
          .statusCode(200)
          .body(containsString("instead?"));
      Browser otherSite = new Browser();
      otherSite
          .post("/sso/" + evil.id() + "/exchange", Map.of("request", ""))
          .then()
          .statusCode(303);
      refresh(refreshToken).then().statusCode(200);
      assertThat(jane.hasSession()).isTrue();

      String wanted = request(Map.of("organization", evil.id())).substring(18);
      String next =
          jane.post("/sso/" + evil.id() + "/exchange", Map.of("request", wanted))
              .then()
              .statusCode(303)
              .extract()
              .header("Location");
      assertThat(jane.hasSession()).isFalse();
      refresh(refreshToken).then().statusCode(400);
      assertThat(jane.get(next).header("Location")).startsWith(evil.idp().issuer());
    }
  }

  @Test
  void anUnknownOrganizationIsAskedAboutAndThenKnown() {
    Browser browser = new Browser();
    browser.signIn(acme.id(), acme.idp(), jane());
    String asking =
        browser
            .get(request(Map.of("organization", "no-such-one", "max_age", "60")))
            .then()
            .statusCode(200)
            .extract()
            .htmlPath()
            .getString("**.find { it.@name == 'request' }.@value");
    assertThat(asking).contains("max_age=60").doesNotContain("no-such-one");
    String chosen =
        browser
            .get(
                "/sso?organization="
                    + acme.id()
                    + "&request="
                    + URLEncoder.encode(asking, StandardCharsets.UTF_8))
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    codeIn(browser.get(chosen));
    codeIn(browser.get(request(Map.of("organization", "", "login_hint", "nobody"))));
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

  private String accessToken(Browser browser) {
    String code =
        browser.hasSession() ? codeIn(browser.get(request(Map.of()))) : code(browser, "sid");
    return token(Map.of("code", code)).then().statusCode(200).extract().path("access_token");
  }

  private static String keyOf(String token) throws ParseException {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }
}
