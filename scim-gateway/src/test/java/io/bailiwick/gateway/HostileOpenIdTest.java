package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What anybody may send to the OpenID provider: an answer, never a failure of ours. */
@GatewayTest
class HostileOpenIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "%00",
        "client_id=%00&redirect_uri=https%3A%2F%2Fx&response_type=code&scope=openid",
        "client_id=x&redirect_uri=%3A%3A&response_type=code&scope=openid",
        "client_id=x&redirect_uri=https%3A%2F%2Fx&response_type=code&scope=openid&max_age=x",
        "client_id=x&redirect_uri=https%3A%2F%2Fx&response_type=code&scope=openid&max_age=-7",
        "client_id=x&redirect_uri=https%3A%2F%2Fx&response_type=code&scope=openid&prompt=none+login",
        "client_id=x&redirect_uri=https%3A%2F%2Fx&response_type=code&scope=openid&claims=%7B",
        "client_id=x&redirect_uri=https%3A%2F%2Fx&response_type=code&scope=openid&request=a.b.c",
        "client_id=x&redirect_uri=https%3A%2F%2Fx&response_type=code&scope=openid&id_token_hint=a",
        "client_id=x&redirect_uri=https%3A%2F%2Fx&response_type=&scope=",
        "client_id=x&client_id=y&redirect_uri=https%3A%2F%2Fx&response_type=code&scope=openid",
        "state=%F0%28%8C%28&client_id=%F0%28"
      })
  void authorize(String query) {
    assertThat(get("/oauth2/authorize?" + query)).isEqualTo(400);
    assertThat(get("/oauth2/end-session?" + query)).isLessThan(500);
    assertThat(get("/sso?organization=" + query)).isIn(200, 404);
    assertThat(get("/sso?request=" + query)).isEqualTo(200);
    assertThat(post("/oauth2/token", query)).isIn(400, 401);
    assertThat(post("/oauth2/revoke", query)).isIn(400, 401);
    // What can be a link is made one, and refused there.
    assertThat(post("/oauth2/authorize", query)).isIn(303, 400);
    assertThat(post("/oauth2/end-session", query)).isLessThan(500);
    assertThat(post("/sso/nobody/backchannel-logout", query)).isEqualTo(400);
  }

  /** Not the forms of any library: bytes, of which there may be many, or none that say how many. */
  @Test
  void formsThatAreNone() {
    for (String path :
        List.of(
            "/oauth2/token",
            "/oauth2/revoke",
            "/oauth2/authorize",
            "/oauth2/end-session",
            "/sso/nobody/exchange",
            "/sso/nobody/backchannel-logout")) {
      for (String form : List.of("a=%", "logout_token=%ZZ", "&=&", "a=1&".repeat(2000))) {
        assertThat(post(path, form)).as(path + " " + form).isIn(303, 400, 401);
      }
      assertThat(post(path, "logout_token=" + "x".repeat(100_000))).as(path).isEqualTo(413);
      assertThat(post(path, chunked("a=b"))).as(path).isEqualTo(411);
    }
    assertThat(post("/sso/nobody/backchannel-logout", "logout_token=" + "x".repeat(4000)))
        .isEqualTo(400);
  }

  private static HttpRequest.BodyPublisher chunked(String form) {
    return HttpRequest.BodyPublishers.ofInputStream(
        () -> new ByteArrayInputStream(form.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grant_type=authorization_code&code=a%00.b.c&client_id=x",
        "grant_type=refresh_token&refresh_token=a.b.c&client_id=%00",
        "grant_type=password&username=a&password=b&client_id=x",
        "grant_type=client_credentials&client_id=x&client_secret=y",
        "grant_type=authorization_code",
        "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=x"
      })
  void token(String form) {
    assertThat(post("/oauth2/token", form)).isIn(400, 401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b.c", "acme.ses_x.y", "..", "a\u0000.b.c", "x"})
  void cookiesThatAreNotOurs(String cookie) {
    Response response =
        given()
            .redirects()
            .follow(false)
            .header("Cookie", "__Host-bailiwick-session=" + cookie.replace("\u0000", "%00"))
            .get("/oauth2/end-session");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.asString()).contains("You are signed out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic x"})
  void userInfo(String authorization) {
    given().header("Authorization", authorization).get("/oauth2/userinfo").then().statusCode(401);
  }

  private static int get(String pathAndQuery) {
    return given()
        .redirects()
        .follow(false)
        .urlEncodingEnabled(false)
        .get(URI.create(pathAndQuery))
        .statusCode();
  }

  /** By the JDK's client: REST Assured would put the form right. */
  private static int post(String path, String form) {
    return post(path, HttpRequest.BodyPublishers.ofString(form));
  }

  private static int post(String path, HttpRequest.BodyPublisher form) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(form)
              .timeout(Duration.ofSeconds(10))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
