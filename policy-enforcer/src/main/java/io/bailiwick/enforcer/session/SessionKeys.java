package io.bailiwick.enforcer.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.service.FailureTrace;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's public keys. They are fetched beside the checks; a check that knows its key never
 * waits. While the gateway is unavailable the last ones stay valid.
 */
@Singleton
class SessionKeys {
  private static final Logger LOG = Logger.getLogger(SessionKeys.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int LARGEST = 256 << 10;

  /** The shortest time between two searches for unknown keys, whatever tokens arrive. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final EnforcerSettings settings;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("session-keys").daemon().factory());
  private long lookedAt = System.nanoTime() - BETWEEN_LOOKS.toNanos();
  private volatile Map<String, RSASSAVerifier> verifiers = Map.of();
  private CompletableFuture<Void> look = CompletableFuture.completedFuture(null);

  SessionKeys(EnforcerSettings settings) {
    this.settings = settings;
  }

  void onStart(@Observes StartupEvent event) {
    if (settings.sessionIssuer().isPresent()) {
      long every = settings.keyRefresh().toMillis();
      var _ = schedule.scheduleWithFixedDelay(this::fetchNow, 0, every, TimeUnit.MILLISECONDS);
    }
  }

  void onStop(@Observes ShutdownEvent event) {
    schedule.shutdownNow();
  }

  /** Returns the verifier of a key; empty if the key is unknown. */
  Optional<RSASSAVerifier> verifier(@Nullable String kid) {
    return Optional.ofNullable(kid).map(verifiers::get);
  }

  /** Searches for unknown keys; completes after the attempt. */
  synchronized CompletableFuture<Void> look() {
    long now = System.nanoTime();
    if (settings.sessionIssuer().isPresent() && now - lookedAt > BETWEEN_LOOKS.toNanos()) {
      lookedAt = now;
      look = CompletableFuture.runAsync(this::fetchNow, schedule);
    }
    return look;
  }

  private void fetchNow() {
    URI keys = URI.create(settings.sessionIssuer().orElseThrow() + "/oauth2/jwks");
    HttpRequest request = HttpRequest.newBuilder(keys).timeout(PATIENCE).build();
    try {
      HttpResponse<String> response =
          client
              .sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST))
              // The request's own timeout ends with the headers.
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        LOG.warnf("The keys of sessions cannot be fetched: status %d", response.statusCode());
        return;
      }
      verifiers = verifiers(JWKSet.parse(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      // The gateway may start later; a token with a key that is not known fetches them at once.
      LOG.logf(
          verifiers.isEmpty() ? Logger.Level.INFO : Logger.Level.WARN,
          "The gateway does not answer, so the keys of sessions are not fetched: %s",
          FailureTrace.brief(cause));
    } catch (Exception e) {
      LOG.warnf("The keys of sessions cannot be fetched: %s", FailureTrace.of(e));
    }
  }

  private static Map<String, RSASSAVerifier> verifiers(JWKSet keys)
      throws JOSEException, ParseException {
    Map<String, RSASSAVerifier> verifiers = new HashMap<>();
    for (JWK key : keys.getKeys()) {
      if (key instanceof RSAKey rsa) {
        verifiers.put(rsa.getKeyID(), new RSASSAVerifier(rsa.toRSAPublicKey()));
      }
    }
    return Map.copyOf(verifiers);
  }
}
