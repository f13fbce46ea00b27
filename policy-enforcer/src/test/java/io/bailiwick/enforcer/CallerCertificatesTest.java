package io.bailiwick.enforcer;

import static io.bailiwick.enforcer.CallerServers.REPORTS;
import static io.bailiwick.enforcer.CallerServers.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Callers that the certificate of their connection proves, by TLS as services speak it. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class CallerCertificatesTest extends Checks {
  private static final String CHECK = "/access/v1/evaluation";
  private static final String SEARCH = "/access/v1/search/action";
  private static final String NO_TOKEN = "";

  @TestHTTPResource(value = "/", tls = true)
  URI enforcer = URI.create("https://127.0.0.1");

  private final CallerServers servers = EnforcerServers.callers();

  @Test
  void theUriOfACertificateIsItsCaller() throws Exception {
    HttpClient hub = client("hub");
    HttpResponse<String> answer = post(hub, CHECK, NO_TOKEN);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"reason\":\"allowed\"", "reason_admin");
    assertThat(status(hub, SEARCH, NO_TOKEN)).isEqualTo(403);
  }

  @Test
  void aCertificateWithoutUriIsItsSubject() throws Exception {
    HttpClient reports = client("subject");
    assertThat(status(reports, CHECK, NO_TOKEN)).isEqualTo(403);
    assertThat(status(reports, SEARCH, NO_TOKEN)).isEqualTo(200);
  }

  @Test
  void whoIsNotNamedMayDoNothing() throws Exception {
    assertThat(status(client("unnamed"), CHECK, NO_TOKEN)).isEqualTo(403);
    assertThat(status(client("both"), CHECK, NO_TOKEN)).isEqualTo(403);
    assertThat(status(client("both"), SEARCH, NO_TOKEN)).isEqualTo(403);
    assertThat(status(client("old"), CHECK, NO_TOKEN)).isEqualTo(403);
    assertThat(status(client(servers.certificates().tls()), CHECK, NO_TOKEN)).isEqualTo(401);
  }

  /** The same name in a certificate of an unknown authority, or in an old one. */
  @Test
  void certificatesThatDoNotCountEndTheConnection() {
    for (String name : new String[] {"stranger", "expired"}) {
      assertThatThrownBy(() -> post(client(name), CHECK, NO_TOKEN)).isInstanceOf(IOException.class);
    }
  }

  /** Neither does the certificate add to the token, nor the token to the certificate. */
  @Test
  void theTokenCountsBesideACertificate() throws Exception {
    HttpClient hub = client("hub");
    String reports = servers.token(claims(REPORTS));
    for (int time = 1; time <= 2; time++) {
      assertThat(status(hub, CHECK, reports)).isEqualTo(403);
      assertThat(status(hub, SEARCH, reports)).isEqualTo(200);
      assertThat(status(hub, CHECK, "wrong")).isEqualTo(401);
      assertThat(status(hub, CHECK, platforms("bailiwick.check.search"))).isEqualTo(403);
      assertThat(status(hub, CHECK, NO_TOKEN)).isEqualTo(200);
      assertThat(status(client("both"), CHECK, platforms("bailiwick.check"))).isEqualTo(200);
    }
  }

  private static String platforms(String scopes) {
    return EnforcerServers.issuer().token("platform", scopes, Duration.ofMinutes(5));
  }

  private HttpClient client(String certificate) {
    return client(servers.certificates().tls(certificate));
  }

  private static HttpClient client(SSLContext tls) {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build();
  }

  private int status(HttpClient client, String path, String token)
      throws IOException, InterruptedException {
    return post(client, path, token).statusCode();
  }

  private HttpResponse<String> post(HttpClient client, String path, String token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(enforcer.resolve(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    body(
                        jane,
                        "{\"name\":\"repository.read\"}",
                        read(),
                        "\"explain\":true," + session())));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
