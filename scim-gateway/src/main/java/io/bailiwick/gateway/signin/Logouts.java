package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.bailiwick.gateway.signin.rules.VerifiedClaims;
import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The logouts by the identity provider, remembered for sign-ins under way. Such a sign-in must not
 * create a session that the provider, or an administrator, has ended meanwhile.
 */
@ApplicationScoped
class Logouts {
  /** The lock that sign-ins share and logouts claim. */
  private static final String KEY = "logouts";

  private final Transactions transactions;
  private final LogoutTokens tokens;

  Logouts(Transactions transactions, LogoutTokens tokens) {
    this.transactions = transactions;
    this.tokens = tokens;
  }

  /** Accepts a logout token; false if it was accepted before. */
  Uni<Boolean> take(
      String organization,
      String jti,
      Instant expiresAt,
      Optional<String> subject,
      Optional<String> session) {
    return transactions
        .claim(organization, KEY)
        .chain(() -> tokens.take(organization, jti, expiresAt, subject, session));
  }

  // INVARIANT: a logout during the sign-in waits for its session, which it then ends.
  /** Fails with {@link CheckFailed} if the sessions of a person were ended since an instant. */
  Uni<Void> refuseEnded(
      Outcome.Granted granted, VerifiedClaims verified, Organization settings, Instant begunAt) {
    // The sign-in's own change does not count: another key ends the sessions of the former key.
    Optional<Instant> ofPerson = granted.before().flatMap(StoredIdentity::sessionsNotBefore);
    boolean ended =
        Stream.of(ofPerson, settings.sessions().notBefore())
            .flatMap(Optional::stream)
            .anyMatch(begunAt::isBefore);
    String organization = granted.identity().organization();
    return transactions
        .share(organization, KEY)
        .chain(() -> tokens.since(organization, begunAt, verified.subject(), verified.session()))
        .invoke(
            loggedOut -> {
              if (loggedOut || ended) {
                throw new CheckFailed(SignInCheck.SIGNED_OUT);
              }
            })
        .replaceWithVoid();
  }
}
