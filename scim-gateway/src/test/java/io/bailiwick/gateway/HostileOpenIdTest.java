package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    // What can be a link is made one, and refused there.
    assertThat(post("/oauth2/authorize", query)).isIn(303, 400);
    assertThat(post("/oauth2/end-session", query)).isLessThan(500);
    assertThat(post("/sso/nobody/backchannel-logout", query)).isEqualTo(400);
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
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString(form))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
