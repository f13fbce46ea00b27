package io.bailiwick.client;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Settings of a client; each method returns a copy with one setting changed.
 *
 * @param enforcer the URL of the enforcer, without the path of the check
 * @param token supplies the service's own token for each check. It is called on the caller's
 *     thread: it returns a token that it holds, and renews it in time elsewhere.
 * @param deadline the time for a check, its second request included
 * @param hedgeAfter the time without an answer after which a second request is sent
 * @param personalOnFailure whether personal accounts are allowed if the enforcer cannot be asked;
 *     managed accounts never are
 * @param tls the certificates to trust and to show, if they are not those of the JVM
 */
public record ClientSettings(
    URI enforcer,
    Supplier<String> token,
    Duration deadline,
    Duration hedgeAfter,
    boolean personalOnFailure,
    Optional<SSLContext> tls) {
  private static final Duration DEADLINE = Duration.ofMillis(100);
  private static final Duration HEDGE_AFTER = Duration.ofMillis(30);

  public ClientSettings {
    boolean http = "http".equals(enforcer.getScheme()) || "https".equals(enforcer.getScheme());
    if (!http || enforcer.getHost() == null || enforcer.getQuery() != null) {
      throw new IllegalArgumentException("enforcer must be an http or https URL without a query");
    }
    if (!deadline.isPositive() || !hedgeAfter.isPositive()) {
      throw new IllegalArgumentException("deadline and hedgeAfter must be positive");
    }
  }

  /** Returns the defaults: 100 ms, a second request after 30 ms, and a deny on every failure. */
  public static ClientSettings of(URI enforcer, Supplier<String> token) {
    return new ClientSettings(enforcer, token, DEADLINE, HEDGE_AFTER, false, Optional.empty());
  }

  public ClientSettings deadline(Duration time) {
    return new ClientSettings(enforcer, token, time, hedgeAfter, personalOnFailure, tls);
  }

  /** Sets the time until the second request; from the deadline on, only a failure causes one. */
  public ClientSettings hedgeAfter(Duration time) {
    return new ClientSettings(enforcer, token, deadline, time, personalOnFailure, tls);
  }

  /** Allows personal accounts if the enforcer cannot be asked. */
  public ClientSettings allowPersonalOnFailure() {
    return new ClientSettings(enforcer, token, deadline, hedgeAfter, true, tls);
  }

  public ClientSettings tls(SSLContext context) {
    return new ClientSettings(
        enforcer, token, deadline, hedgeAfter, personalOnFailure, Optional.of(context));
  }
}
