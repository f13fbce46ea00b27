package io.bailiwick.gateway;

import com.fasterxml.uuid.Generators;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.bailiwick.gateway.Sessions.Live;
import io.bailiwick.gateway.postgres.GrantTable;
import io.bailiwick.gateway.postgres.Tenant;
import io.bailiwick.gateway.secrets.Handover;
import io.bailiwick.gateway.signin.Grant;
import io.bailiwick.gateway.signin.Grant.Kind;
import io.bailiwick.gateway.signin.PlatformClient;
import io.bailiwick.gateway.signin.Session;
import io.bailiwick.model.Profile;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;

/**
 * What platform services are given in a session: codes, tokens (RS256) and refresh tokens. All of
 * it dies with the session.
 */
@ApplicationScoped
public class PlatformTokens {
  private static final Duration CODE_LASTS = Duration.ofSeconds(60);
  private static final Duration HANDLE_WAIT = Duration.ofSeconds(3);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(25);

  /** The type of an access token's header, RFC 9068. */
  public static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

  private final Tenant tenant;
  private final GrantTable grants;
  private final Sessions sessions;
  private final SigningKeys keys;
  private final GatewaySettings settings;
  private final String issuer;

  PlatformTokens(
      Tenant tenant,
      GrantTable grants,
      Sessions sessions,
      SigningKeys keys,
      GatewaySettings settings) {
    this.tenant = tenant;
    this.grants = grants;
    this.sessions = sessions;
    this.keys = keys;
    this.settings = settings;
    this.issuer = settings.url().toString().replaceAll("/$", "");
  }

  /** Who issues the tokens: the URL of this service. */
  public String issuer() {
    return issuer;
  }

  /** A code for a client, to be redeemed once, within a minute. */
  public Uni<String> code(Live live, String client, Grant.Request request) {
    return give(live, client, Kind.AUTHORIZATION_CODE, request, Instant.now().plus(CODE_LASTS));
  }

  private Uni<String> give(
      Live live, String client, Kind kind, Grant.Request request, Instant expiresAt) {
    Session session = live.session();
    Handover handover = Handover.make(session.organization(), session.id());
    Grant grant =
        new Grant(
            session.organization(),
            session.id(),
            client,
            kind,
            request,
            expiresAt.truncatedTo(ChronoUnit.MICROS),
            Optional.empty());
    return tenant
        .transaction(session.organization(), () -> grants.insert(handover.digest(), grant))
        .replaceWith(handover.text());
  }

  /**
   * Redeems a code or a refresh token; empty when it is not one that this client may use now. A
   * code that comes a second time takes back all that the first one gave.
   */
  public Uni<Optional<Given>> redeem(PlatformClient client, Kind kind, String text) {
    Optional<Handover> handover = Handover.parse(text);
    if (handover.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    return tenant
        .transaction(handover.get().organization(), () -> used(client, kind, handover.get()))
        .chain(
            grant ->
                grant
                    .map(this::withSession)
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  private Uni<Optional<Grant>> used(PlatformClient client, Kind kind, Handover handover) {
    boolean once = kind == Kind.AUTHORIZATION_CODE || client.type() == PlatformClient.Type.PUBLIC;
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    return grants
        .find(handover.organization(), handover.digest(), once, now)
        .chain(
            found -> {
              Optional<Grant> open = found.filter(grant -> grant.isOpenTo(client.id(), kind, now));
              boolean again =
                  found
                      .filter(grant -> grant.isOf(client.id(), kind))
                      .filter(grant -> grant.usedAt().isPresent())
                      .isPresent();
              return again
                  ? grants
                      .removeOf(handover.organization(), found.get().session(), client.id())
                      .replaceWith(Optional.<Grant>empty())
                  : Uni.createFrom().item(open);
            });
  }

  private Uni<Optional<Given>> withSession(Grant grant) {
    return sessions
        .use(grant.organization(), grant.session())
        .map(found -> found.map(live -> new Given(live, grant.request())));
  }

  /** The tokens of a session for a client; waits a little for the handle of a new account. */
  public Uni<Tokens> issue(Live live, PlatformClient client, Grant.Request request) {
    return withHandle(live, Instant.now().plus(HANDLE_WAIT))
        .chain(
            known ->
                keys.active()
                    .chain(
                        key ->
                            refreshToken(known, client, request)
                                .map(refresh -> tokens(known, client, request, key, refresh))));
  }

  private Uni<Live> withHandle(Live live, Instant deadline) {
    if (live.handle().isPresent() || Instant.now().isAfter(deadline)) {
      return Uni.createFrom().item(live);
    }
    return sessions
        .use(live.session().organization(), live.session().id())
        .onItem()
        .delayIt()
        .by(LOOK_AGAIN)
        .chain(again -> withHandle(again.orElse(live), again.isEmpty() ? Instant.MIN : deadline));
  }

  private Uni<String> refreshToken(Live live, PlatformClient client, Grant.Request request) {
    Grant.Request kept =
        new Grant.Request(Optional.empty(), Optional.empty(), request.nonce(), request.scopes());
    return give(live, client.id(), Kind.REFRESH_TOKEN, kept, live.session().expiresAt());
  }

  private Tokens tokens(
      Live live, PlatformClient client, Grant.Request request, RSAKey key, String refresh) {
    Instant now = Instant.now();
    JWTClaimsSet.Builder id = claims(live, client, now);
    request.nonce().ifPresent(nonce -> id.claim("nonce", nonce));
    if (request.scopes().contains("profile")) {
      profile(live, id);
    }
    if (request.scopes().contains("email")) {
      live.identity().email().ifPresent(email -> id.claim("email", email));
    }
    JWTClaimsSet.Builder access =
        claims(live, client, now)
            .jwtID(Generators.timeBasedEpochGenerator().generate().toString())
            .claim("client_id", client.id())
            .claim("scope", String.join(" ", request.scopes().stream().sorted().toList()));
    return new Tokens(
        signed(id.build(), JOSEObjectType.JWT, key),
        signed(access.build(), ACCESS_TOKEN, key),
        refresh,
        settings.tokenLifetime());
  }

  private JWTClaimsSet.Builder claims(Live live, PlatformClient client, Instant now) {
    Session session = live.session();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .subject(session.account())
            .audience(client.id())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(settings.tokenLifetime())))
            .claim("auth_time", session.authenticatedAt().getEpochSecond())
            // To the microsecond, where auth_time has seconds: what was revoked in between counts.
            .claim("authenticated_at", session.authenticatedAt().toString())
            .claim("sid", session.id())
            .claim("organization", session.organization())
            .claim("connection", session.connection());
    live.handle().ifPresent(handle -> claims.claim("handle", handle));
    return claims;
  }

  /** The profile claims of OIDC Core 1.0, section 5.1. */
  static void profile(Live live, JWTClaimsSet.Builder claims) {
    Profile profile = live.identity().identity().profile();
    live.handle().ifPresent(handle -> claims.claim("preferred_username", handle));
    profile.displayName().ifPresent(name -> claims.claim("name", name));
    profile.givenName().ifPresent(name -> claims.claim("given_name", name));
    profile.familyName().ifPresent(name -> claims.claim("family_name", name));
    profile.locale().ifPresent(locale -> claims.claim("locale", locale));
    profile.timezone().ifPresent(zone -> claims.claim("zoneinfo", zone));
  }

  /** What UserInfo answers for a session. */
  public JWTClaimsSet userInfo(Live live, java.util.Set<String> scopes) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .subject(live.session().account())
            .claim("organization", live.session().organization());
    live.handle().ifPresent(handle -> claims.claim("handle", handle));
    if (scopes.contains("profile")) {
      profile(live, claims);
    }
    if (scopes.contains("email")) {
      live.identity().email().ifPresent(email -> claims.claim("email", email));
    }
    return claims.build();
  }

  private static String signed(JWTClaimsSet claims, JOSEObjectType type, RSAKey key) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).type(type).keyID(key.getKeyID()).build(),
              claims);
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign a token", e);
    }
  }

  /** What was redeemed: the session it stands on and what was asked for. */
  public record Given(Live live, Grant.Request request) {}

  /** Tokens of a session. */
  public record Tokens(
      String idToken, String accessToken, String refreshToken, Duration lifetime) {}
}
