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
import java.util.Set;
import java.util.function.Predicate;

/**
 * What platform services are given in a session: codes, tokens (RS256) and refresh tokens. All of
 * it dies with the session.
 */
@ApplicationScoped
public class PlatformTokens {
  private static final Duration CODE_LASTS = Duration.ofSeconds(60);
  private static final Duration HANDLE_WAIT = Duration.ofSeconds(3);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(25);

  /** What a client can ask for. */
  public static final Set<String> SCOPES = Set.of("openid", "profile", "email");

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
   * Redeems a code or a refresh token; empty when it is not one that this client may use now. One
   * that counts once and comes a second time takes back all that the first one gave.
   *
   * @param proven whether whoever asks is who the code was for; looked at before it is used up
   */
  public Uni<Optional<Tokens>> redeem(
      PlatformClient client, Kind kind, String text, Predicate<Grant.Request> proven) {
    Optional<Handover> handover = Handover.parse(text);
    if (handover.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    return tenant
        .transaction(
            handover.get().organization(), () -> used(client, kind, handover.get(), proven))
        .chain(
            given ->
                given
                    .map(one -> issue(one, client))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  // INVARIANT: using a grant up and giving what follows it is one transaction: a second use, which
  // waits for it, finds all that it has to take back.
  private Uni<Optional<Given>> used(
      PlatformClient client, Kind kind, Handover handover, Predicate<Grant.Request> proven) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    return grants
        .lock(handover.organization(), handover.digest())
        .map(
            found ->
                found
                    .filter(grant -> grant.isOf(client.id(), kind))
                    .filter(grant -> proven.test(grant.request())))
        .chain(
            found -> {
              if (found.isEmpty()) {
                return Uni.createFrom().item(Optional.empty());
              }
              Grant grant = found.get();
              if (grant.usedAt().isPresent()) {
                return grants
                    .takeBack(grant.organization(), grant.session(), client.id(), now)
                    .replaceWith(Optional.empty());
              }
              return !now.isBefore(grant.expiresAt())
                  ? Uni.createFrom().item(Optional.empty())
                  : sessions
                      .use(grant.organization(), grant.session())
                      .chain(
                          live ->
                              live.isEmpty()
                                  ? Uni.createFrom().item(Optional.empty())
                                  : successor(live.get(), client, grant, handover, now)
                                      .map(Optional::of));
            });
  }

  /** A refresh token of a client that proves itself goes on; all else counts once. */
  private Uni<Given> successor(
      Live live, PlatformClient client, Grant grant, Handover handover, Instant now) {
    boolean goesOn =
        grant.kind() == Kind.REFRESH_TOKEN && client.type() != PlatformClient.Type.PUBLIC;
    Grant.Request asked = grant.request();
    if (goesOn) {
      return Uni.createFrom().item(new Given(live, asked, handover.text()));
    }
    Grant.Request kept =
        new Grant.Request(Optional.empty(), Optional.empty(), asked.nonce(), asked.scopes());
    return grants
        .use(handover.digest(), now)
        .chain(() -> give(live, client.id(), Kind.REFRESH_TOKEN, kept, live.session().expiresAt()))
        .map(refresh -> new Given(live, asked, refresh));
  }

  /** The tokens of a session for a client; waits a little for the handle of a new account. */
  private Uni<Optional<Tokens>> issue(Given given, PlatformClient client) {
    return withHandle(Optional.of(given.live()), Instant.now().plus(HANDLE_WAIT))
        .chain(
            known ->
                known.isEmpty()
                    ? Uni.createFrom().item(Optional.<Tokens>empty())
                    : keys.active()
                        .map(
                            key ->
                                Optional.of(
                                    tokens(
                                        known.get(),
                                        client,
                                        given.request(),
                                        key,
                                        given.refreshToken()))));
  }

  /** The session with a handle, or without one after a while; empty when it has ended meanwhile. */
  private Uni<Optional<Live>> withHandle(Optional<Live> live, Instant deadline) {
    if (live.isEmpty() || live.get().accountKnown() || Instant.now().isAfter(deadline)) {
      return Uni.createFrom().item(live);
    }
    Session session = live.get().session();
    return sessions
        .use(session.organization(), session.id())
        .onItem()
        .delayIt()
        .by(LOOK_AGAIN)
        .chain(again -> withHandle(again, deadline));
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
        request.scopes(),
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
            .claim("auth_time", session.authTime().getEpochSecond())
            // When that was taken here, to the microsecond: what was revoked before it counts.
            .claim("authenticated_at", session.authenticatedAt().toString())
            .claim("sid", session.id())
            .claim("organization", session.organization())
            .claim("connection", session.connection());
    session.acr().ifPresent(acr -> claims.claim("acr", acr));
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
  public JWTClaimsSet userInfo(Live live, Set<String> scopes) {
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

  /** What was redeemed: the session it stands on, what was asked for, and what goes on. */
  private record Given(Live live, Grant.Request request, String refreshToken) {}

  /** Tokens of a session. */
  public record Tokens(
      String idToken,
      String accessToken,
      String refreshToken,
      Set<String> scopes,
      Duration lifetime) {}
}
