package io.bailiwick.gateway.signin;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.id.Identifier;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import io.bailiwick.gateway.signin.oidc.OidcClient;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.Connection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Ends sessions on the request of an identity provider, OpenID Connect Back-Channel Logout 1.0. */
@ApplicationScoped
public class ProviderLogout {
  /** The time for which a logout is remembered, longer than its token is accepted after issue. */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final Connections connections;
  private final OidcClient client;
  private final Sessions sessions;

  ProviderLogout(Connections connections, OidcClient client, Sessions sessions) {
    this.connections = connections;
    this.client = client;
    this.sessions = sessions;
  }

  /**
   * Verifies a logout token and ends the sessions that it names.
   *
   * @return fails with {@link CheckFailed} if the token is not valid
   */
  public Uni<Result> accept(String organization, JWT token) {
    return connections
        .of(organization)
        .map(all -> all.stream().flatMap(List::stream).filter(one -> mayBeOf(one, token)).toList())
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(Result.OF_NO_CONNECTION)
                    : client
                        .logout(found.getLast(), token)
                        .chain(claims -> end(organization, found, claims)));
  }

  /**
   * Tells whether a token names a connection's provider and client. The connection need not be
   * enabled, because sessions outlive it. Only such a token is verified.
   */
  private static boolean mayBeOf(Connection connection, JWT token) {
    if (connection.isDraft()) {
      return false;
    }
    try {
      JWTClaimsSet claims = token.getJWTClaimsSet();
      return connection.settings().issuer().toString().equals(claims.getIssuer())
          && claims.getAudience().contains(connection.settings().clientId());
    } catch (ParseException e) {
      return false;
    }
  }

  private Uni<Result> end(
      String organization, List<Connection> itsConnections, LogoutTokenClaimsSet claims) {
    return sessions
        .logOut(
            organization,
            itsConnections.stream().map(Connection::id).toList(),
            claims.getJWTID().getValue(),
            Instant.now().plus(REMEMBERED),
            Optional.ofNullable(claims.getSubject()).map(Identifier::getValue),
            Optional.ofNullable(claims.getSessionID()).map(Identifier::getValue))
        .map(first -> first ? Result.ACCEPTED : Result.ACCEPTED_BEFORE);
  }

  /** The result for a valid token, or for one that names no connection. */
  public enum Result {
    ACCEPTED,
    ACCEPTED_BEFORE,
    OF_NO_CONNECTION
  }
}
