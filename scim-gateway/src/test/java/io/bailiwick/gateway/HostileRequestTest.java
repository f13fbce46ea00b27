package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.RestAssured;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies, headers and connections that cannot be are refused before anything happens. */
@GatewayTest
class HostileRequestTest extends HostileTenant {
  @TestHTTPResource(value = "/", management = true)
  String management = "";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "\"x\"",
        "{\"userName\":\"a\",\"userName\":\"b\"}",
        "{\"userName\":\"a\\u0000b\"}",
        "{\"userName\":\"\\ud800\"}",
        "{\"userName\":\"a\"}}",
        "{\"userName\":\"a\",\"USERNAME\":\"b\"}"
      })
  void malformedJson(String body) {
    refused(body, 400, "invalidSyntax");
  }

  @Test
  void deepJson() {
    refused("{\"a\":".repeat(200) + "1" + "}".repeat(200), 400, "invalidSyntax");
  }

  @Test
  void largeBodies() {
    String body = "{\"userName\":\"" + "x".repeat(7 << 20) + "\"}";
    acme.scim().body(body).post("/Users").then().statusCode(413).body("status", equalTo("413"));
  }

  /** Anybody may send them: they are refused while they come, and leave nothing in the log. */
  @Test
  void bodiesThatDoNotSayHowLongTheyAre() throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    StreamHandler handler = new StreamHandler(log, new SimpleFormatter());
    handler.setLevel(Level.WARNING);
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    try {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:%d/scim/v2/%s/Users"
                          .formatted(RestAssured.port, acme.id())))
              .header("Authorization", "Bearer " + acme.token())
              .header("Content-Type", "application/scim+json")
              .POST(
                  HttpRequest.BodyPublishers.ofInputStream(
                      () -> new ByteArrayInputStream(new byte[9 << 20])))
              .build();
      try (HttpClient client =
          HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
        assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
            .isEqualTo(413);
      } catch (IOException closed) {
        // The connection may end before all of it is sent, and with it the answer.
        assertThat(closed).hasMessageMatching(".*(reset|closed|Broken pipe|EOF).*");
      }
      acme.user("jane");
    } finally {
      root.removeHandler(handler);
      handler.flush();
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  /** Whatever can spoil the answer is looked at before anything is written. */
  @Test
  void aRequestWithoutHostDoesNothing() throws Exception {
    assertThat(post("HTTP/1.0")).contains(" 400 ").contains("Host");
    acme.scim().get("/Users").then().body("totalResults", equalTo(0));
  }

  /** Callers of the gateway do not see its metrics: these have a port of their own. */
  @ParameterizedTest
  @ValueSource(strings = {"/q/health", "/q/health/ready", "/q/metrics"})
  void healthAndMetricsAreOnTheManagementPortAlone(String path) {
    given().get(path).then().statusCode(404);
    given().get(management + path.substring("/q/".length())).then().statusCode(200);
  }

  @Test
  void anEmptyAcceptIsAsNone() {
    Tenant acme = Tenant.make("accept");
    acme.scim()
        .header("Accept", "")
        .body("{\"userName\":\"jane\"}")
        .post("/Users")
        .then()
        .statusCode(201)
        .contentType("application/scim+json");
  }

  /** RFC 9110, sections 5.3 and 5.6.1: lines are one list, the empty elements of which are none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json      |                          | 201",
        "''                    | application/scim+json    | 201",
        "'text/html, , *;q=.2' | ','                      | 201",
        "application/json      | foo                      | 400",
        "application/json      | application/json;q=often | 400",
        "foo                   | application/json         | 400",
        "application/json;q=x  | ''                       | 400",
        "text/html             | image/png                | 406",
      })
  void allLinesOfAcceptAreReadBeforeAnythingIsDone(String first, String second, int status)
      throws Exception {
    assertThat(
            post(
                "HTTP/1.1",
                "Host: x",
                "Connection: close",
                "Accept: " + first,
                "Accept: " + Objects.requireNonNullElse(second, "")))
        .startsWith("HTTP/1.1 " + status + " ");
    acme.scim().get("/Users").then().body("totalResults", equalTo(status == 201 ? 1 : 0));
  }

  /** RFC 9112, section 3.2.2: servers accept the form in which proxies are asked. */
  @Test
  void theAbsoluteFormOfATargetIsTaken() throws Exception {
    acme.user("jane");
    String request =
        "GET http://gw:8080%s HTTP/1.1\r\nHost: gw\r\nConnection: close\r\nAuthorization: Bearer "
            + acme.token()
            + "\r\n\r\n";
    String users = "/scim/v2/" + acme.id() + "/Users";
    assertThat(exchange(request.formatted(users))).contains(" 200 OK", "\"jane\"");
    assertThat(exchange(request.formatted(users + "?filter=userName%20eq%20\"x\"")))
        .contains(" 200 OK", "\"totalResults\":0");
    assertThat(exchange(request.formatted(users.replace("/Users", "%2fUsers"))))
        .contains(" 400 ", "The path has an encoded slash.");
  }

  /** Uploads that never end hold no more than a share of the memory, and give it back. */
  @Test
  void unfinishedUploadsHaveAShare() throws Exception {
    Tenant acme = Tenant.make("uploads");
    Tenant globex = Tenant.make("calm");
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        open.add(begin(acme));
      }
      // Four fit; which of the five is looked at last is not ours to say.
      Awaitility.await()
          .untilAsserted(
              () -> assertThat(open).filteredOn(HostileRequestTest::isAnswered).hasSize(1));
      Socket refused =
          open.stream().filter(HostileRequestTest::isAnswered).findFirst().orElseThrow();
      assertThat(answer(refused)).isEqualTo("HTTP/1.1 429");
      acme.user("small");
      globex.user("jane");
      try (Socket another = begin(globex)) {
        assertThat(answer(another)).isEmpty();
      }
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
    Awaitility.await()
        .until(
            () -> {
              try (Socket again = begin(acme)) {
                return answer(again).isEmpty();
              }
            });
  }

  /** RFC 7644, section 3.7.4: the limit is said, however far a body is above it. */
  @Test
  void aBodyThatSaysItIsTooLargeIsToldTheLimit() throws Exception {
    try (Socket socket = begin(acme, 100_000_000)) {
      byte[] answer = new byte[2000];
      int length = socket.getInputStream().read(answer);
      assertThat(new String(answer, 0, length, StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 413")
          .contains("application/scim+json", "6291456");
    }
  }

  /** Whoever proves nothing takes nothing of those who do, whatever length they announce. */
  @Test
  void strangersTakeNobodysShare() throws Exception {
    Tenant acme = Tenant.make("strangers");
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
        open.add(socket);
        socket
            .getOutputStream()
            .write(
                """
                POST /%s HTTP/1.1\r
                Host: x\r
                Authorization: Bearer stranger%d\r
                Content-Type: application/x-www-form-urlencoded\r
                Content-Length: 8000000\r
                \r
                """
                    .formatted(i % 2 == 0 ? "oauth2/token" : "scim/v2/" + acme.id() + "/Bulk", i)
                    .getBytes(StandardCharsets.UTF_8));
      }
      acme.user("jane");
      acme.scim()
          .body(
              "{\"Operations\":[{\"method\":\"DELETE\",\"path\":\"/Users/nobody\"}],\"x\":\"%s\"}"
                  .formatted("x".repeat(100_000)))
          .post("/Bulk")
          .then()
          .statusCode(200);
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  /** An upload of six megabytes of which the first byte comes. */
  private static Socket begin(Tenant tenant) throws IOException {
    return begin(tenant, 6_000_000);
  }

  private static Socket begin(Tenant tenant, int length) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
    socket.setSoTimeout(500);
    socket
        .getOutputStream()
        .write(
            """
            POST /scim/v2/%s/Bulk HTTP/1.1\r
            Host: x\r
            Authorization: Bearer %s\r
            Content-Type: application/scim+json\r
            Content-Length: %d\r
            \r
            {"""
                .formatted(tenant.id(), tenant.token(), length)
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private static boolean isAnswered(Socket socket) {
    try {
      return socket.getInputStream().available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
