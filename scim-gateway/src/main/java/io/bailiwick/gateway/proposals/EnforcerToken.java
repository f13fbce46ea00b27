package io.bailiwick.gateway.proposals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.proposals.EnforcerCalls.NoEnforcer;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.HttpExchange;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The gateway's own access token at the enforcer, by the grant {@code client_credentials} (RFC 6749
 * section 4.4) at the platform's issuer. It is kept until shortly before its expiry.
 */
@ApplicationScoped
class EnforcerToken {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration EARLY = Duration.ofSeconds(30);
  private static final String FORM = "grant_type=client_credentials&scope=bailiwick.check.dry-run";

  private final GatewaySettings settings;
  private final String issuer;
  private final AtomicReference<Optional<Kept>> kept = new AtomicReference<>(Optional.empty());

  EnforcerToken(
      GatewaySettings settings,
      @ConfigProperty(name = "quarkus.oidc.auth-server-url") String issuer) {
    this.settings = settings;
    this.issuer = issuer.replaceAll("/+$", "");
  }

  /** Returns the token, which is fetched if there is none. */
  Uni<String> get(HttpClient client) {
    Optional<Kept> last = kept.get().filter(one -> Instant.now().isBefore(one.until()));
    return last.isPresent()
        ? Uni.createFrom().item(last.get().token())
        : endpoint(client).chain(endpoint -> fetch(client, endpoint));
  }

  /** Drops a token that was rejected. */
  Uni<Void> drop() {
    kept.set(Optional.empty());
    return Uni.createFrom().voidItem();
  }

  private Uni<URI> endpoint(HttpClient client) {
    URI document = URI.create(issuer + "/.well-known/openid-configuration");
    return HttpExchange.send(
            client,
            HttpRequest.newBuilder(document).timeout(PATIENCE).build(),
            EnforcerCalls.LARGEST)
        .map(answer -> URI.create(member(answer, "token_endpoint")));
  }

  private Uni<String> fetch(HttpClient client, URI endpoint) {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .timeout(PATIENCE)
            .header("Authorization", "Basic " + credentials())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(FORM))
            .build();
    return HttpExchange.send(client, request, EnforcerCalls.LARGEST)
        .map(
            answer -> {
              String token = member(answer, "access_token");
              Duration life = Duration.ofSeconds(object(answer).path("expires_in").asLong());
              kept.set(Optional.of(new Kept(token, Instant.now().plus(life).minus(EARLY))));
              return token;
            });
  }

  /** Returns id and secret as RFC 6749 section 2.3.1 wants them. */
  private String credentials() {
    String id =
        settings
            .enforcerClientId()
            .orElseThrow(() -> missing("bailiwick.gateway.enforcer-client-id"));
    String secret =
        settings
            .enforcerClientSecret()
            .orElseThrow(() -> missing("bailiwick.gateway.enforcer-client-secret"));
    String pair = encoded(id) + ":" + encoded(secret);
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static NoEnforcer missing(String setting) {
    return new NoEnforcer(setting + " is not set");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String member(HttpResponse<String> answer, String name) {
    String text = object(answer).path(name).asText("");
    if (answer.statusCode() != 200 || text.isEmpty()) {
      throw new NoEnforcer(
          "the issuer of the gateway's token answered " + answer.statusCode() + " without " + name);
    }
    return text;
  }

  private static ObjectNode object(HttpResponse<String> answer) {
    try {
      return StrictJson.object(answer.body().getBytes(StandardCharsets.UTF_8));
    } catch (BadJson e) {
      throw new NoEnforcer("the issuer of the gateway's token answered no JSON");
    }
  }

  private record Kept(String token, Instant until) {}
}
