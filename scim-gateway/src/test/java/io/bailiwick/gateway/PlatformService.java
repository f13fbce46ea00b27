package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.bailiwick.gateway.keys.SigningKeys;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Profile;
import io.bailiwick.model.Role;
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
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A registered platform service and an organization whose people sign in to it. */
abstract class PlatformService {
  static final String HUB = "https://hub.example/callback";

  @Inject SigningKeys signingKeys;

  final CodeVerifier verifier = new CodeVerifier();

  Connected acme;

  String client;

  String secret;

  boolean confidential = true;

  @BeforeEach
  void aPlatformAndAnOrganization() {
    acme = Connected.make("acme");
    register("CONFIDENTIAL", "REQUIRED");
  }

  static Response registered(String type, String pkce) {
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

  final void register(String type, String pkce) {
    var registered =
        registered(type, pkce).then().statusCode(201).header("Cache-Control", "no-store").extract();
    client = registered.path("id");
    secret = registered.path("clientSecret");
  }

  @AfterEach
  void close() {
    acme.close();
  }

  String request(Map<String, String> changes) {
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
  String code(Browser browser) {
    URI authorization = Browser.next(browser.get(request(Map.of())));
    assertThat(authorization.toString()).startsWith(acme.idp().issuer());
    Response signedIn =
        browser.back(acme.id(), authorization, acme.idp().code(authorization, jane()));
    return codeIn(browser.get(Browser.next(signedIn).toString()));
  }

  static String codeIn(Response response) {
    URI location = Browser.next(response);
    Map<String, String> answer = ScriptedIdp.query(location.getRawQuery());
    assertThat(location.toString()).startsWith(HUB);
    assertThat(answer)
        .containsEntry("state", "s1")
        .containsEntry("iss", "https://scim.bailiwick.example")
        .containsKey("code");
    return answer.getOrDefault("code", "");
  }

  static ObjectNode jane() {
    return ScriptedIdp.person("s-jane", "jane").put("acr", "phr");
  }

  Response token(Map<String, String> changes) {
    Map<String, String> form = new HashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("redirect_uri", HUB);
    form.put("code_verifier", verifier.getValue());
    form.putAll(changes);
    return client().formParams(form).post("/oauth2/token");
  }

  Response refresh(String refreshToken) {
    return client()
        .formParams(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken))
        .post("/oauth2/token");
  }

  RequestSpecification client() {
    return confidential
        ? given().auth().preemptive().basic(client, String.valueOf(secret))
        : given().formParam("client_id", client);
  }

  String janesId() {
    return Calls.body(
            200, () -> Calls.scim(acme.tenant()).get("/Users?filter=userName%20eq%20%22jane%22"))
        .at("/Resources/0/id")
        .textValue();
  }

  void givenAHandle() {
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
            List.of(),
            Set.of(),
            Optional.empty(),
            Profile.EMPTY,
            Instant.now(),
            Instant.now()));
  }

  static JWTClaimsSet verified(String token) throws Exception {
    SignedJWT jwt = SignedJWT.parse(token);
    JWKSet keys = JWKSet.parse(given().get("/oauth2/jwks").then().extract().asString());
    RSAKey key = (RSAKey) keys.getKeyByKeyId(jwt.getHeader().getKeyID());
    assertThat(key.isPrivate()).isFalse();
    assertThat(jwt.verify(new RSASSAVerifier(key))).isTrue();
    return jwt.getJWTClaimsSet();
  }

  Response refresh(String refreshToken, String scope) {
    return client()
        .formParams(
            Map.of("grant_type", "refresh_token", "refresh_token", refreshToken, "scope", scope))
        .post("/oauth2/token");
  }

  Response revoke(String token) {
    return client().formParam("token", token).post("/oauth2/revoke");
  }

  static String link(String page, String text) {
    Matcher link = Pattern.compile("href=\"([^\"]+)\">" + text + "<").matcher(page);
    assertThat(link.find()).as(page).isTrue();
    return link.group(1).replace("&amp;", "&");
  }

  String refreshToken(Browser browser) {
    return token(Map.of("code", code(browser, "idp-session")))
        .then()
        .statusCode(200)
        .extract()
        .path("refresh_token");
  }

  String code(Browser browser, String idpSession) {
    URI authorization = URI.create(browser.get(request(Map.of())).header("Location"));
    String code = acme.idp().code(authorization, jane().put("sid", idpSession));
    String next = browser.back(acme.id(), authorization, code).header("Location");
    String issued = codeIn(browser.get(next));
    givenAHandle();
    return issued;
  }

  void delete(String path) {
    Tenant.operator().delete("/organizations/" + acme.id() + path).then().statusCode(204);
  }

  String session() {
    return Tenant.operator()
        .get("/organizations/" + acme.id() + "/identities/" + janesId() + "/sessions")
        .then()
        .statusCode(200)
        .extract()
        .path("sessions[0].id");
  }

  void active(boolean active) {
    String id = janesId();
    if (id != null) {
      acme.tenant().patch(id, "replace", "active", active).then().statusCode(200);
    }
  }

  Browser signedIn() {
    Browser browser = new Browser();
    browser.signIn(acme.id(), acme.idp(), jane());
    return browser;
  }

  String aged(URI authorization, long authTime) {
    return acme.idp()
        .code(
            authorization,
            jane(),
            claims -> ScriptedIdp.sign(claims.put("auth_time", authTime), acme.idp().key));
  }

  /** Returns the number of codes and refresh tokens of the organization. */
  int grants() {
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
}
