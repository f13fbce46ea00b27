package io.bailiwick.enforcer.revocations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.enforcer.settings.RevocationSettings;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The enforcer's own access token at the gateway, by the grant {@code client_credentials} (RFC 6749
 * section 4.4) at the platform's issuer. A connection needs one when it begins, so that none is
 * kept.
 */
@Singleton
class FeedToken {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long LARGEST = 1 << 20;
  private static final String FORM = "grant_type=client_credentials&scope=bailiwick.revocations";

  private final RevocationSettings settings;
  private final String issuer;

  FeedToken(
      RevocationSettings settings,
      @ConfigProperty(name = "quarkus.oidc.auth-server-url") String issuer) {
    this.settings = settings;
    this.issuer = issuer.replaceAll("/+$", "");
  }

  /** Returns a new token. */
  String fetch(HttpClient client) throws IOException, InterruptedException {
    URI document = URI.create(issuer + "/.well-known/openid-configuration");
    URI endpoint =
        URI.create(member(client, HttpRequest.newBuilder(document).build(), "token_endpoint"));
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("Authorization", "Basic " + credentials())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(FORM))
            .build();
    return member(client, request, "access_token");
  }

  /** Returns id and secret as RFC 6749 section 2.3.1 wants them. */
  private String credentials() throws IOException {
    String pair =
        encoded(settings.clientId(), "client-id")
            + ":"
            + encoded(settings.clientSecret(), "client-secret");
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(Optional<String> value, String setting) throws IOException {
    return URLEncoder.encode(
        value.orElseThrow(
            () -> new IOException("bailiwick.enforcer.revocations." + setting + " is not set")),
        StandardCharsets.UTF_8);
  }

  private static String member(HttpClient client, HttpRequest request, String name)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> exchange =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST));
    try {
      HttpResponse<String> answer = exchange.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      ObjectNode body = StrictJson.object(answer.body().getBytes(StandardCharsets.UTF_8));
      String text = body.path(name).asText("");
      if (answer.statusCode() != 200 || text.isEmpty()) {
        throw new IOException("the issuer answered " + answer.statusCode() + " without " + name);
      }
      return text;
    } catch (BadJson e) {
      throw new IOException("the issuer answered no JSON", e);
    } catch (ExecutionException | TimeoutException e) {
      exchange.cancel(true);
      throw new IOException("the issuer does not answer", e);
    }
  }
}
