package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.RestAssured;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that nobody should send: a clear 4xx that names the fault, and nothing half done. */
@GatewayTest
class HostileInputTest {
  private Tenant acme;

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("acme");
  }

  private void refused(String body, int status, String scimType) {
    acme.scim()
        .body(body)
        .post("/Users")
        .then()
        .statusCode(status)
        .contentType("application/scim+json")
        .body("status", equalTo(Integer.toString(status)))
        .body("scimType", equalTo(scimType));
    acme.scim().get("/Users").then().body("Resources", hasSize(0));
  }

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

  /** Load balancers send it without Host: RFC 9112, section 3.2, asks HTTP/1.1 only for it. */
  @Test
  void healthIsCheckedWithoutHost() throws Exception {
    assertThat(exchange("GET /q/health/ready HTTP/1.0\r\n\r\n")).contains(" 200 OK");
    assertThat(exchange("GET /q/health/ready HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .contains(" 400 ");
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

  /** Adds a user by a request that is written as it is here. */
  private String post(String version, String... headers) throws IOException {
    return exchange(
        """
        POST /scim/v2/%s/Users %s\r
        Authorization: Bearer %s\r
        Content-Type: application/scim+json\r
        Content-Length: 19\r
        %s\r
        {"userName":"jane"}"""
            .formatted(
                acme.id(),
                version,
                acme.token(),
                Stream.of(headers).map(line -> line + "\r\n").collect(Collectors.joining())));
  }

  /** The answer to a request, until the connection ends. */
  private static String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
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
              () -> assertThat(open).filteredOn(HostileInputTest::isAnswered).hasSize(1));
      Socket refused = open.stream().filter(HostileInputTest::isAnswered).findFirst().orElseThrow();
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

  private static boolean isAnswered(Socket socket) {
    try {
      return socket.getInputStream().available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The beginning of an answer; empty if none comes yet. */
  private static String answer(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
    } catch (SocketTimeoutException none) {
      return "";
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"userName\":null}",
        "{\"userName\":\"\"}",
        "{\"userName\":\" \"}",
        "{\"userName\":[\"a\"]}",
        "{\"userName\":\" a\"}",
        "{\"userName\":\"a\\u0007b\"}",
        "{\"userName\":\"a\\u200bb\"}",
        "{\"userName\":\"a\",\"active\":\"perhaps\"}",
        "{\"userName\":\"a\",\"emails\":\"x\",\"name\":\"y\"}",
        "{\"userName\":\"a\",\"roles\":[\"emperor\"]}",
        "{\"userName\":\"a\",\"emails\":[{\"value\":\"x\",\"primary\":true},{\"value\":\"y\",\"primary\":true}]}"
      })
  void valuesThatCannotBe(String body) {
    refused(body, 400, "invalidValue");
  }

  @Test
  void aNameThatIsTooLong() {
    refused("{\"userName\":\"" + "x".repeat(300) + "\"}", 400, "invalidValue");
    refused(
        "{\"userName\":\"x\",\"externalId\":\"" + "x".repeat(3000) + "\"}", 400, "invalidValue");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "userName",
        "userName eq",
        "userName eq \"",
        "userName eq 'x'",
        "userName xx \"x\"",
        "userName eq \"x\" and",
        "(userName eq \"x\"",
        "userName eq \"x\")",
        "nobody eq \"x\"",
        "userName eq \"x\" extra",
        "name.nobody eq \"x\"",
        "emails[type eq \"x\"",
        "not userName pr",
        "active gt true",
        "userName eq 1",
        "",
        " "
      })
  void filtersThatAreNotUnderstood(String filter) {
    acme.scim()
        .queryParam("filter", filter)
        .get("/Users")
        .then()
        .statusCode(400)
        .body("scimType", equalTo("invalidFilter"));
  }

  @Test
  void filtersThatAreTooDeepOrTooLong() {
    for (String filter :
        new String[] {
          "(".repeat(200) + "userName eq \"x\"" + ")".repeat(200),
          "userName eq \"" + "x".repeat(3000) + "\" and userName eq \"" + "y".repeat(8000) + "\""
        }) {
      acme.scim()
          .queryParam("filter", filter)
          .get("/Users")
          .then()
          .statusCode(org.hamcrest.Matchers.oneOf(400, 414, 431));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                                     | invalidSyntax
          {"Operations":[]}                                                      | invalidSyntax
          {"Operations":{}}                                                      | invalidSyntax
          {"Operations":[1]}                                                     | invalidSyntax
          {"Operations":[{"op":"move","path":"title","value":"x"}]}              | invalidSyntax
          {"Operations":[{"op":"remove"}]}                                       | noTarget
          {"Operations":[{"op":"add","path":"title"}]}                           | invalidValue
          {"Operations":[{"op":"add","value":"x"}]}                              | invalidValue
          {"Operations":[{"op":"replace","path":"id","value":"x"}]}              | mutability
          {"Operations":[{"op":"replace","path":"meta.version","value":"x"}]}    | mutability
          {"Operations":[{"op":"replace","path":"groups","value":[]}]}           | mutability
          {"Operations":[{"op":"replace","path":"nobody","value":"x"}]}          | invalidPath
          {"Operations":[{"op":"replace","path":"emails[","value":"x"}]}         | invalidPath
          {"Operations":[{"op":"replace","path":"name[type eq \\"x\\"]","value":"x"}]} | invalidPath
          {"Operations":[{"op":"replace","path":"emails[type ne \\"x\\"].value","value":"x"}]} | noTarget
          {"Operations":[{"op":"replace","path":"active","value":"perhaps"}]}    | invalidValue
          {"Operations":[{"op":"remove","path":"userName"}]}                     | mutability
          {"Operations":[{"op":"replace","path":"userName","value":"a\\u0007"}]} | invalidValue
          {"Operations":[{"op":"replace","path":"title","value":"x"},{"op":"replace","path":"nobody","value":"x"}]} | invalidPath
          """)
  void patchesThatCannotBeLeaveEverythingAsItWas(String patch, String scimType) {
    String id =
        acme.scim().body(Map.of("userName", "jane")).post("/Users").then().extract().path("id");
    acme.scim()
        .body(patch)
        .patch("/Users/" + id)
        .then()
        .statusCode(400)
        .body("scimType", equalTo(scimType));
    acme.scim().get("/Users/" + id).then().header("ETag", "W/\"1\"");
  }

  /** What an index cannot hold is refused by name, not by the database. */
  @Test
  void addressesThatAreTooLong() {
    String random =
        new java.util.Random(7)
            .ints(3000, 'a', 'z')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    refused(
        "{\"userName\":\"jane\",\"emails\":[{\"value\":\"a@x\",\"primary\":true},{\"value\":\""
            + random
            + "\"}]}",
        400,
        "invalidValue");
    acme.scim().get("/Users?filter=userName eq \"" + random + "\"").then().statusCode(200);
    acme.scim().get("/Users/" + random).then().statusCode(404);
  }

  @Test
  void pagesBeyondAllNumbers() {
    acme.user("jane");
    acme.scim()
        .get("/Users?count=99999999999999&startIndex=-99999999999999")
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(1))
        .body("startIndex", equalTo(1));
    acme.scim()
        .get("/Users?startIndex=99999999999999")
        .then()
        .statusCode(200)
        .body("Resources", hasSize(0));
  }

  @Test
  void ambiguousPathsGetScimErrors() {
    io.restassured.RestAssured.given()
        .urlEncodingEnabled(false)
        .get("/scim/v2/" + acme.id() + "%2fUsers")
        .then()
        .statusCode(400)
        .contentType("application/scim+json")
        .body("status", equalTo("400"));
    acme.scim().post("/Me").then().statusCode(501);
  }

  @Test
  void otherMediaTypesAndMethodsGetScimErrors() {
    acme.scim()
        .contentType("text/plain")
        .body("x")
        .post("/Users")
        .then()
        .statusCode(415)
        .body("status", equalTo("415"));
    acme.scim().patch("/Users").then().statusCode(405).body("status", equalTo("405"));
    acme.scim().get("/Nothing").then().statusCode(404).body("status", equalTo("404"));
    acme.scim()
        .queryParam("count", "many")
        .get("/Users")
        .then()
        .statusCode(400)
        .body("detail", containsString("count"));
  }
}
