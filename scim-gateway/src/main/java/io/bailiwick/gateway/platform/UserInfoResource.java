package io.bailiwick.gateway.platform;

import com.nimbusds.jwt.JWTClaimsSet;
import io.bailiwick.gateway.signin.LiveSession;
import io.bailiwick.gateway.signin.Sessions;
import io.bailiwick.gateway.sso.BrowserForms;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** UserInfo, OIDC Core 1.0 section 5.3. It rejects revoked tokens and those of ended sessions. */
@Path("/oauth2/userinfo")
@Tag(name = "OpenID provider")
@PermitAll
@Cancellable(false)
public class UserInfoResource {
  private static final String BEARER = "Bearer ";

  private final OwnTokens ownTokens;
  private final Grants grants;
  private final PlatformTokens tokens;
  private final Sessions sessions;

  UserInfoResource(OwnTokens ownTokens, Grants grants, PlatformTokens tokens, Sessions sessions) {
    this.ownTokens = ownTokens;
    this.grants = grants;
    this.tokens = tokens;
    this.sessions = sessions;
  }

  @GET
  public Uni<Response> get(@HeaderParam("Authorization") @Nullable String authorization) {
    return answer(authorization);
  }

  /** Answers a POST, whose form may carry the token instead (RFC 6750, section 2.2). */
  @POST
  public Uni<Response> post(
      @HeaderParam("Authorization") @Nullable String authorization, @Nullable String form) {
    String token = form == null ? "" : BrowserForms.field(form, "access_token");
    return answer(authorization == null && !token.isEmpty() ? BEARER + token : authorization);
  }

  private Uni<Response> answer(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Uni.createFrom().item(unauthorized("Bearer"));
    }
    return ownTokens
        .access(authorization.substring(BEARER.length()).strip())
        .chain(
            claims ->
                claims.map(this::answer).orElseGet(() -> Uni.createFrom().item(Optional.empty())))
        .map(found -> found.orElseGet(() -> unauthorized("Bearer error=\"invalid_token\"")));
  }

  private Uni<Optional<Response>> answer(JWTClaimsSet token) {
    String organization = OwnTokens.text(token, "organization");
    String session = OwnTokens.text(token, "sid");
    Set<String> scopes = Set.of(OwnTokens.text(token, "scope").split(" ", -1));
    if (!scopes.contains(PlatformTokens.OPENID)) {
      return Uni.createFrom().item(Optional.of(insufficient()));
    }
    return grants
        .stands(organization, session, OwnTokens.grant(token))
        .chain(
            stands ->
                stands
                    ? sessions.use(organization, session)
                    : Uni.createFrom().item(Optional.<LiveSession>empty()))
        .map(
            found ->
                found.map(
                    live ->
                        Response.ok(tokens.userInfo(live, scopes).toString())
                            .type(MediaType.APPLICATION_JSON)
                            .header("Cache-Control", "no-store")
                            .build()));
  }

  /** Answers a token without the required scope, RFC 6750 section 3.1. */
  private static Response insufficient() {
    return Response.status(403)
        .header("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"openid\"")
        .build();
  }

  private static Response unauthorized(String challenge) {
    return Response.status(401).header("WWW-Authenticate", challenge).build();
  }
}
