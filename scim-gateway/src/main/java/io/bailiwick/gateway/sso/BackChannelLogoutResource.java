package io.bailiwick.gateway.sso;

import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.BackChannelLogoutRequest;
import io.bailiwick.gateway.signin.ProviderLogout;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.json.StrictJson;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint of OpenID Connect Back-Channel Logout 1.0, by which the identity provider ends
 * sessions.
 */
@Path("/sso/{organization}/backchannel-logout")
@Tag(name = "Sign-in")
@PermitAll
@Cancellable(false)
public class BackChannelLogoutResource {
  private final ProviderLogout logouts;

  BackChannelLogoutResource(ProviderLogout logouts) {
    this.logouts = logouts;
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
    return logouts
        .accept(organization, parsed)
        .map(
            result ->
                switch (result) {
                  case ACCEPTED -> Response.ok().header("Cache-Control", "no-store").build();
                  case OF_NO_CONNECTION ->
                      bad("The logout token is of no connection of the organization.");
                  case ACCEPTED_BEFORE -> bad("The logout token was taken before (jti).");
                })
        .onFailure(IllegalArgumentException.class)
        .recoverWithItem(failure -> bad("The logout token cannot be read."))
        .onFailure(CheckFailed.class)
        .recoverWithItem(BackChannelLogoutResource::bad);
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
