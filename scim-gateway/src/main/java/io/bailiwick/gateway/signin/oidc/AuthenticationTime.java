package io.bailiwick.gateway.signin.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import io.bailiwick.gateway.signin.rules.Attempt;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/** The claim {@code auth_time} of an ID token (OIDC Core 1.0, section 2). */
final class AuthenticationTime {
  private static final int SKEW_SECONDS = 60;

  private AuthenticationTime() {}

  /**
   * Checks the time. A provider must state it if the request limits the authentication's age (OIDC
   * Core 1.0, section 3.1.2.1). A provider that was only told to authenticate the person anew may
   * leave it out.
   */
  static void check(JWTClaimsSet claims, Attempt attempt) {
    Optional<Instant> authenticated = of(claims);
    if (authenticated
        .filter(at -> at.isAfter(Instant.now().plusSeconds(SKEW_SECONDS)))
        .isPresent()) {
      throw new CheckFailed(SignInCheck.AUTHENTICATION_AGE, "auth_time is in the future");
    }
    boolean tooOld =
        attempt.maxAge().isPresent()
            && authenticated
                .filter(at -> !at.isBefore(Instant.now().minusSeconds(slack(attempt))))
                .isEmpty();
    boolean notAnew =
        attempt.fresh()
            && authenticated
                .filter(at -> at.isBefore(attempt.begunAt().minusSeconds(SKEW_SECONDS)))
                .isPresent();
    if (tooOld || notAnew) {
      throw new CheckFailed(
          SignInCheck.AUTHENTICATION_AGE,
          authenticated.isEmpty() ? "auth_time is missing or no number" : "");
    }
  }

  private static long slack(Attempt attempt) {
    return attempt.maxAge().orElse(0) + (long) SKEW_SECONDS;
  }

  /** Returns the time at which the person authenticated, if the provider states it. */
  static Optional<Instant> of(JWTClaimsSet claims) {
    try {
      return Optional.ofNullable(claims.getDateClaim("auth_time")).map(Date::toInstant);
    } catch (ParseException e) {
      return Optional.empty();
    }
  }
}
