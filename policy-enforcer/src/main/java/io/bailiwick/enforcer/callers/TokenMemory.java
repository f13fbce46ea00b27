package io.bailiwick.enforcer.callers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.security.identity.SecurityIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for half a minute the callers whose tokens were verified. A caller sends the same token
 * with every check, and verifying its signature costs more than the decision.
 *
 * <p>The whole header is the key, so tokens of different issuers never meet. A token is never valid
 * beyond its own {@code exp}.
 */
class TokenMemory {
  /** Together with the age of an issuer's keys less than a minute: {@link IssuerKeys}. */
  static final Duration REMEMBERED = Duration.ofSeconds(30);

  /** The characters of all remembered headers together. */
  static final int MOST = 16 << 20;

  private final Cache<String, Verified> verified;
  private final InstantSource clock;

  TokenMemory(InstantSource clock) {
    this.clock = clock;
    this.verified =
        Caffeine.newBuilder()
            .maximumWeight(MOST)
            .weigher((String header, Verified _) -> header.length())
            .expireAfterWrite(REMEMBERED)
            .ticker(() -> Duration.between(Instant.EPOCH, clock.instant()).toNanos())
            .build();
  }

  /** Returns the caller of a header whose token is verified and has not expired; null if none. */
  @Nullable SecurityIdentity known(String header) {
    Verified known = verified.getIfPresent(header);
    return known != null && clock.instant().isBefore(known.until) ? known.caller : null;
  }

  void remember(String header, SecurityIdentity caller, Instant until) {
    verified.put(header, new Verified(caller, until));
  }

  /** Returns the characters of all remembered headers together. */
  long characters() {
    verified.cleanUp();
    return verified.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  private record Verified(SecurityIdentity caller, Instant until) {}
}
