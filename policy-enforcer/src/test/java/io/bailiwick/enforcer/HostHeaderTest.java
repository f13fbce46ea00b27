package io.bailiwick.enforcer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever a caller names as the host, the short way answers as the framework does. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class HostHeaderTest extends Checks {
  private static final List<String> HOSTS =
      List.of(
          "Host: localhost",
          "Host: 127.0.0.1:8082",
          "Host: [::1]:8082",
          "Host: [::1",
          "Host:",
          "Host: a b",
          "Host: a/b",
          "Host: a@b",
          "Host: a:b",
          "Host: a:b:c",
          "Host: a:99999",
          "Host: a:-1",
          "Host: %zz",
          "Host: \u00e4",
          "Host: a\r\nHost: b",
          "X-Host: a");

  @Test
  void bothWaysAnswerTheSame() throws IOException {
    String token =
        EnforcerServers.issuer().token("platform", "bailiwick.check", Duration.ofMinutes(5));
    String body = body(jane, "{\"name\":\"repository.read\"}", read(), session());
    // The short way is for callers that are known.
    assertThat(status(token, "Host: localhost", "application/json", body)).contains("200");
    Map<String, String> direct = new LinkedHashMap<>();
    Map<String, String> slow = new LinkedHashMap<>();
    for (String host : HOSTS) {
      direct.put(host, status(token, host, "application/json", body));
      slow.put(host, status(token, host, "application/json, text/plain;q=0.1", body));
    }
    assertThat(direct).isEqualTo(slow);
    assertThat(direct.values()).anyMatch(status -> status.contains("400"));
  }

  private static String status(String token, String host, String accept, String body)
      throws IOException {
    String request =
        """
        POST /access/v1/evaluation HTTP/1.1
        %s
        Authorization: Bearer %s
        Accept: %s
        Content-Type: application/json
        Content-Length: %d
        Connection: close

        %s"""
            .formatted(host.replace("\r", ""), token, accept, body.length(), "")
            .replace("\n", "\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write((request + body).getBytes(ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      return answer.lines().findFirst().orElse("");
    }
  }
}
