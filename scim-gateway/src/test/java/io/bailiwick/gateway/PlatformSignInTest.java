package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A platform service signs people in by plain OpenID Connect. */
@GatewayTest
class PlatformSignInTest extends PlatformService {
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

  /** The worker makes the account of a new person: tokens wait for its handle, but not forever. */
  @Test
  void tokensWaitForTheHandleOfANewAccount() throws Exception {
    Browser browser = new Browser();
    Response without = token(Map.of("code", code(browser)));
    without.then().statusCode(200);
    assertThat(verified(without.path("access_token")).getClaim("handle")).isNull();

    String code = codeIn(browser.get(request(Map.of("prompt", "none"))));
    int before = grants();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Response> waiting = pool.submit(() -> token(Map.of("code", code)));
      // The code is redeemed, and its refresh token stored, before the wait begins.
      Awaitility.await().until(this::grants, equalTo(before + 1));
      givenAHandle();
      waiting.get().then().statusCode(200);
      assertThat(verified(waiting.get().path("access_token")).getStringClaim("handle"))
          .isEqualTo("jane-" + acme.id());
    }
  }
}
