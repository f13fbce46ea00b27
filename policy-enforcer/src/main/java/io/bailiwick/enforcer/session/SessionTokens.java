package io.bailiwick.enforcer.session;

import static java.util.Collections.disjoint;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.bailiwick.enforcer.decision.CheckRequest.Session;
import io.bailiwick.enforcer.settings.BaseUrl;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Verifies the gateway's access tokens as proofs of a session: RS256, {@code typ} at+jwt, exactly
 * its issuer, for an accepted client. A verified token is remembered for a minute. Its expiry and
 * the end of its session are checked every time.
 */
@Singleton
public class SessionTokens {
  private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
  private static final String NO_TOKEN =
      "an access token of the gateway (typ at+jwt), not its ID token.";
  private static final String NO_ISSUER =
      "none, because bailiwick.enforcer.session-issuer is not set.";
  private static final int LONGEST = 8192;
  private static final int MOST = 100_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private final SessionKeys keys;
  private final Vertx vertx;
  private final Semaphore places;
  private final String issuer;
  private final Optional<Set<String>> audiences;
  private final Cache<String, Verified> verified =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

  SessionTokens(SessionKeys keys, EnforcerSettings settings, Vertx vertx) {
    this.keys = keys;
    this.vertx = vertx;
    this.places = new Semaphore(settings.mostWaiting());
    this.audiences = settings.sessionAudiences();
    this.issuer = settings.sessionIssuer().map(BaseUrl::toString).orElse("");
  }

  /**
   * Examines a token.
   *
   * @param deadline the end of the wait for a key; later, or if too many wait, the token is unknown
   * @param then receives its session, or the token's flaw if it is not one of the gateway's; at
   *     once, unless the key must be fetched
   */
  public void session(String token, Instant deadline, Consumer<ShownSession> then) {
    Verified known = verified.getIfPresent(token);
    if (known != null) {
      then.accept(ShownSession.of(known.session(Instant.now())));
      return;
    }
    Optional<SignedJWT> parsed = parsed(token);
    if (parsed.isEmpty()) {
      then.accept(ShownSession.none(issuer.isEmpty() ? NO_ISSUER : NO_TOKEN));
    } else if (keys.verifier(parsed.get().getHeader().getKeyID()).isPresent()) {
      then.accept(verify(token, parsed.get()));
    } else {
      await(keys.look(), deadline, then, () -> verify(token, parsed.get()));
    }
  }

  private void await(
      CompletableFuture<Void> look,
      Instant deadline,
      Consumer<ShownSession> then,
      Supplier<ShownSession> verified) {
    long left = Duration.between(Instant.now(), deadline).toMillis();
    if (look.isDone()) {
      then.accept(verified.get());
    } else if (left <= 0 || !places.tryAcquire()) {
      then.accept(ShownSession.UNKNOWN);
    } else {
      Future.fromCompletionStage(look, vertx.getOrCreateContext())
          .timeout(left, TimeUnit.MILLISECONDS)
          .onComplete(
              looked -> {
                places.release();
                then.accept(look.isDone() ? verified.get() : ShownSession.UNKNOWN);
              });
    }
  }

  private Optional<SignedJWT> parsed(String token) {
    if (issuer.isEmpty() || token.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      JWSHeader header = jwt.getHeader();
      boolean ours =
          JWSAlgorithm.RS256.equals(header.getAlgorithm()) && TYPE.equals(header.getType());
      return ours ? Optional.of(jwt) : Optional.empty();
    } catch (ParseException notAToken) {
      return Optional.empty();
    }
  }

  private ShownSession verify(String token, SignedJWT jwt) {
    try {
      boolean genuine =
          keys.verifier(jwt.getHeader().getKeyID())
              .map(verifier -> holds(jwt, verifier))
              .orElse(false);
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      if (!genuine) {
        return ShownSession.none("one that a key of the gateway has signed.");
      }
      if (!issuer.equals(claims.getIssuer())) {
        return ShownSession.none("one of the issuer " + issuer + ".");
      }
      if (!isForUs(claims)) {
        return ShownSession.none("one for a client of bailiwick.enforcer.session-audiences.");
      }
      Verified result = Verified.of(claims);
      verified.put(token, result);
      return ShownSession.of(result.session(Instant.now()));
    } catch (ParseException | DateTimeParseException | IllegalArgumentException malformed) {
      return ShownSession.none("one with sid, organization, sub and authenticated_at.");
    }
  }

  private boolean isForUs(JWTClaimsSet claims) {
    return audiences.map(wanted -> !disjoint(wanted, claims.getAudience())).orElse(true);
  }

  private static boolean holds(SignedJWT jwt, RSASSAVerifier verifier) {
    try {
      return jwt.verify(verifier);
    } catch (JOSEException e) {
      return false;
    }
  }

  private record Verified(
      String id, String organization, String account, Instant authenticatedAt, Instant expiresAt) {

    static Verified of(JWTClaimsSet claims) throws ParseException {
      return new Verified(
          required(claims.getStringClaim("sid")),
          required(claims.getStringClaim("organization")),
          required(claims.getSubject()),
          Instant.parse(required(claims.getStringClaim("authenticated_at"))),
          Optional.ofNullable(claims.getExpirationTime()).map(Date::toInstant).orElse(Instant.MIN));
    }

    private static String required(@org.jspecify.annotations.Nullable String value) {
      if (value == null || value.isEmpty()) {
        throw new IllegalArgumentException("a claim is missing");
      }
      return value;
    }

    Session session(Instant now) {
      return new Session(
          id, organization, authenticatedAt, Optional.of(account), now.isAfter(expiresAt));
    }
  }
}
