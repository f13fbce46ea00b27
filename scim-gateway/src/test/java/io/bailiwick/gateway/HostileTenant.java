package io.bailiwick.gateway;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** An organization whose client sends what no client should. */
abstract class HostileTenant {
  Tenant acme;

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("acme");
  }

  void refused(String body, int status, String scimType) {
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

  /** Adds a user by a request that is written as it is here. */
  String post(String version, String... headers) throws IOException {
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
  static String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The beginning of an answer; empty if none comes yet. */
  static String answer(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
    } catch (SocketTimeoutException none) {
      return "";
    }
  }
}
