package io.bailiwick.gateway.signin.oidc;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.bailiwick.service.Bulkhead;
import io.bailiwick.service.RequestContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens of identity providers. It works on worker threads, because a signature costs
 * milliseconds. It verifies a few tokens of a connection at a time, so that one provider leaves
 * room for the others.
 */
@ApplicationScoped
class ProviderTokens {
  private static final int AT_A_TIME = 2;
  private static final int WAITING = 200;
  private static final Set<String> ID_TOKEN = Set.of("jwt");
  private static final Set<String> LOGOUT_TOKEN = Set.of("jwt", "logout+jwt");

  private final ProviderDocuments documents;
  private final Bulkhead<String> verifications =
      new Bulkhead<>(AT_A_TIME, WAITING, Duration.ofSeconds(5));

  ProviderTokens(ProviderDocuments documents) {
    this.documents = documents;
  }

  /** Returns the claims of an ID token; fails with {@link CheckFailed} naming the check. */
  Uni<JWTClaimsSet> idToken(
      Connection connection, OIDCProviderMetadata provider, JWT token, String nonce) {
    JWTClaimsSet claims = IdTokens.check(token, connection.settings(), nonce);
    return signed(connection, provider, token, ID_TOKEN).replaceWith(claims);
  }

  /** Returns the claims of a logout token; fails with {@link CheckFailed} naming the check. */
  Uni<LogoutTokenClaimsSet> logoutToken(
      Connection connection, OIDCProviderMetadata provider, JWT token) {
    LogoutTokenClaimsSet claims = IdTokens.checkLogout(token, connection.settings());
    return signed(connection, provider, token, LOGOUT_TOKEN).replaceWith(claims);
  }

  // INVARIANT: claims do not count until the signature is verified.
  /** Verifies with the known keys. If that fails, it verifies once more if there are new keys. */
  private Uni<Void> signed(
      Connection connection, OIDCProviderMetadata provider, JWT token, Set<String> types) {
    String kid = kid(token);
    return documents
        .keys(connection, provider, kid)
        .chain(
            keys ->
                verified(connection, token, keys, types)
                    .onFailure(failure -> isSignature(failure) && hasKey(keys, kid))
                    .recoverWithUni(
                        failure ->
                            documents
                                .keysAgain(connection, provider, keys)
                                .chain(
                                    again ->
                                        again.equals(keys)
                                            ? Uni.createFrom().failure(failure)
                                            : verified(connection, token, again, types))));
  }

  private Uni<Void> verified(Connection connection, JWT token, JWKSet keys, Set<String> types) {
    return RequestContext.resumeAfter(
        verifications.run(
            connection.organization() + "/" + connection.id(),
            Infrastructure.getDefaultWorkerPool(),
            () ->
                Uni.createFrom()
                    .voidItem()
                    .invoke(() -> TokenSignature.verify(token, keys, types))
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()),
            () -> IdpHttp.unavailable("too many tokens to verify at a time")));
  }

  private static boolean isSignature(Throwable failure) {
    return failure instanceof CheckFailed failed && failed.check() == SignInCheck.ID_TOKEN;
  }

  private static boolean hasKey(JWKSet keys, @Nullable String kid) {
    return kid == null || keys.getKeyByKeyId(kid) != null;
  }

  private static @Nullable String kid(JWT token) {
    return token.getHeader() instanceof JWSHeader header ? header.getKeyID() : null;
  }
}
