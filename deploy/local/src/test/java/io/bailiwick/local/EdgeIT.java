package io.bailiwick.local;

import static io.bailiwick.local.RunningSystem.PATIENCE;
import static io.bailiwick.local.RunningSystem.mia;
import static io.bailiwick.local.RunningSystem.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real nginx in front of a service that asks no check, with a person's real session. */
@Order(3)
@ExtendWith(SharedSystem.class)
class EdgeIT {
  private static final String BERT = "/models/acme/bert";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void nginxIsThere() {
    assumeTrue(state().edge().isPresent(), "nginx is not installed, so no request goes through it");
  }

  @Test
  void nginxLetsThroughWhatTheCheckAllows() throws Exception {
    DemoSignIn demo = mia();
    try (FormBrowser browser = new FormBrowser()) {
      String account = demo.signIn(browser).path("account").asText();
      String session = ExamplePlatform.TOKEN + "=" + browser.cookie(ExamplePlatform.TOKEN);
      HttpResponse<String> read = send("GET", BERT, session);
      assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
      JsonNode did = StrictJson.mapper().readTree(read.body());
      assertThat(did.path("did").asText()).isEqualTo("GET " + BERT);
      assertThat(did.path("account").asText()).isEqualTo(account);
      assertThat(did.path("organization").asText()).isEqualTo("acme");
      assertThat(send("PUT", BERT, session).statusCode()).isEqualTo(200);

      denied(send("POST", BERT + "/publish", session), "public_content_forbidden");
      denied(send("GET", "/models/globex/bert", session), "external_collaboration_forbidden");
      denied(send("GET", "/elsewhere", session), "unknown_action");
      for (String spelling :
          List.of(
              "/models/globex/../acme/bert",
              "/models//acme/bert",
              "/models/acme/bert/%2e%2e/x",
              "/Models/acme/bert",
              "/models/acme%2Fbert/publish")) {
        denied(send("GET", spelling, session), "invalid_request");
      }

      demo.active(account, false);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> send("GET", BERT, session).statusCode() != 200);
      demo.active(account, true);
    }
  }

  @Test
  void nginxAsksForASession() throws Exception {
    HttpResponse<String> answer = send("GET", BERT, "other=1");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer realm=\"bailiwick\"");
    assertThat(answer.headers().firstValue("X-Authz-Reason")).contains("sso_required");
    assertThat(answer.headers().firstValue("Bailiwick-Sign-In-Url"))
        .contains(state().gateway() + "/sso");
    HttpResponse<String> open = send("GET", "/", "other=1");
    assertThat(open.statusCode()).isEqualTo(200);
    assertThat(open.body()).contains("\"account\":\"\"");
    assertThat(send("GET", "/bailiwick-edge", "other=1").statusCode()).isEqualTo(404);
  }

  private static void denied(HttpResponse<String> answer, String reason) {
    assertThat(answer.statusCode()).as(answer.uri().toString()).isEqualTo(403);
    assertThat(answer.headers().firstValue("X-Authz-Reason")).contains(reason);
    assertThat(answer.body()).doesNotContain("\"did\"");
  }

  /** Sends a request with headers that only the edge may set, and an answer for another proxy. */
  private HttpResponse<String> send(String method, String path, String cookie)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(state().edge().orElseThrow() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Cookie", cookie)
            .header("Bailiwick-Subject", "mgd_forged")
            .header("Bailiwick-Organization", "forged")
            .header("X-Original-URI", "/")
            .header("X-Original-Method", "GET")
            .header("X-Forwarded-Uri", "/")
            .build(),
        BodyHandlers.ofString());
  }
}
