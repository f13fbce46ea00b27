package io.bailiwick.gateway.sso;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.id.Identifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.BackChannelLogoutRequest;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import io.bailiwick.gateway.signin.Connections;
import io.bailiwick.gateway.signin.Sessions;
import io.bailiwick.gateway.signin.oidc.OidcClient;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.json.StrictJson;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** OpenID Connect Back-Channel Logout 1.0: the identity provider ends sessions. */
@Path("/sso/{organization}/backchannel-logout")
@Tag(name = "Sign-in")
@PermitAll
@Cancellable(false)
public class BackChannelLogoutResource {
  /** Longer than a token is taken for after it was issued. */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final Connections connections;
  private final OidcClient identityProvider;
  private final Sessions sessions;

  BackChannelLogoutResource(
      Connections connections, OidcClient identityProvider, Sessions sessions) {
    this.connections = connections;
    this.identityProvider = identityProvider;
    this.sessions = sessions;
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(summary = "Accept a logout token of the organization's identity provider")
  public Uni<Response> logout(
      @PathParam("organization") String organization, @Nullable String form) {
    JWT parsed;
    try {
      parsed = BackChannelLogoutRequest.parse(URLUtils.parseParameters(form)).getLogoutToken();
    } catch (com.nimbusds.oauth2.sdk.ParseException | IllegalArgumentException e) {
      return Uni.createFrom().item(bad("logout_token is required: a signed JWT."));
    }
    return connections
        .of(organization)
        .map(all -> all.stream().flatMap(List::stream).filter(one -> mayBeOf(one, parsed)).toList())
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom()
                        .item(bad("The logout token matches no connection of the organization."))
                    : identityProvider
                        .logout(found.getLast(), parsed)
                        .chain(claims -> end(organization, found, claims)))
        .onFailure(IllegalArgumentException.class)
        .recoverWithItem(failure -> bad("The logout token cannot be read."))
        .onFailure(CheckFailed.class)
        .recoverWithItem(BackChannelLogoutResource::bad);
  }

  /**
   * Whether a token names a connection's provider and client, enabled or not: sessions outlive the
   * connection that they began with. Only then it is verified.
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

  private Uni<Response> end(
      String organization, List<Connection> itsConnections, LogoutTokenClaimsSet claims) {
    return sessions
        .logOut(
            organization,
            itsConnections.stream().map(Connection::id).toList(),
            claims.getJWTID().getValue(),
            Instant.now().plus(REMEMBERED),
            Optional.ofNullable(claims.getSubject()).map(Identifier::getValue),
            Optional.ofNullable(claims.getSessionID()).map(Identifier::getValue))
        .map(
            first ->
                first
                    ? Response.ok().header("Cache-Control", "no-store").build()
                    : bad("The logout token was used before (jti)."));
  }

  private static Response bad(Throwable failure) {
    CheckFailed failed = (CheckFailed) failure;
    String detail = failed.detail().isEmpty() ? "" : " (" + failed.detail() + ")";
    return bad("The logout token is not valid: " + failed.check() + detail);
  }

  private static Response bad(String description) {
    return Response.status(400)
        .type(MediaType.APPLICATION_JSON)
        .header("Cache-Control", "no-store")
        .entity(
            StrictJson.write(Map.of("error", "invalid_request", "error_description", description)))
        .build();
  }
}
