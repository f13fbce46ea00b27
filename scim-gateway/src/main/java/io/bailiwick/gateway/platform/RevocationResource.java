package io.bailiwick.gateway.platform;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Token revocation, RFC 7009. A refresh token or an access token ends all authorization grants of
 * the same code; the session goes on. A token that is not valid, or no longer, gets the same
 * answer.
 */
@Path("/oauth2/revoke")
@Tag(name = "OpenID provider")
@PermitAll
@Cancellable(false)
public class RevocationResource {
  private final ClientRequests requests;
  private final Grants grants;
  private final OwnTokens ownTokens;

  RevocationResource(ClientRequests requests, Grants grants, OwnTokens ownTokens) {
    this.requests = requests;
    this.grants = grants;
    this.ownTokens = ownTokens;
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> revoke(
      @HeaderParam("Authorization") @Nullable String authorization, @Nullable String form) {
    return requests.answer(
        "/oauth2/revoke",
        authorization,
        form,
        TokenRevocationRequest::parse,
        (client, request) ->
            revoke(client, request.getToken().getValue())
                .map(
                    revoked ->
                        revoked
                            ? Response.ok().header("Cache-Control", "no-store").build()
                            : ClientRequests.error(OAuth2Error.INVALID_GRANT)));
  }

  /** Ends the family of a token; false if it is another client's. */
  private Uni<Boolean> revoke(PlatformClient client, String token) {
    return ownTokens
        .access(token)
        .chain(
            access ->
                access
                    .map(claims -> end(client, claims))
                    .orElseGet(() -> grants.revoke(client.id(), token)));
  }

  private Uni<Boolean> end(PlatformClient client, JWTClaimsSet access) {
    return OwnTokens.text(access, "client_id").equals(client.id())
        ? grants
            .end(
                OwnTokens.text(access, "organization"),
                OwnTokens.text(access, "sid"),
                client.id(),
                OwnTokens.grant(access))
            .replaceWith(true)
        : Uni.createFrom().item(false);
  }
}
