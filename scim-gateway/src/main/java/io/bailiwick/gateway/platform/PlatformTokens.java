package io.bailiwick.gateway.platform;

import com.fasterxml.uuid.Generators;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.bailiwick.gateway.keys.SigningKeys;
import io.bailiwick.gateway.platform.Redemption.RedeemedGrant;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.gateway.signin.LiveSession;
import io.bailiwick.gateway.signin.Sessions;
import io.bailiwick.gateway.signin.rules.Session;
import io.bailiwick.model.Profile;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;

/** The ID tokens, access tokens (RS256) and UserInfo that platform services get from a session. */
@ApplicationScoped
class PlatformTokens {
  private static final Duration HANDLE_WAIT = Duration.ofSeconds(3);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

  /** The scope of ID tokens and UserInfo. */
  public static final String OPENID = "openid";

  /** The scopes that a client can request. */
  public static final Set<String> SCOPES = Set.of(OPENID, "profile", "email");

  /** The type of an access token's header, RFC 9068. */
  public static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

  private final Sessions sessions;
  private final SigningKeys keys;
  private final GatewaySettings settings;
  private final String issuer;

  PlatformTokens(Sessions sessions, SigningKeys keys, GatewaySettings settings) {
    this.sessions = sessions;
    this.keys = keys;
    this.settings = settings;
    this.issuer = settings.url().toString().replaceAll("/$", "");
  }

  /** Returns the issuer of the tokens: the URL of this service. */
  public String issuer() {
    return issuer;
  }

  /**
   * Issues the tokens of a redeemed grant; waits briefly for the handle of a new account. Empty if
   * the session has ended meanwhile.
   */
  public Uni<Optional<Tokens>> issue(RedeemedGrant redeemed) {
    return withHandle(Optional.of(redeemed.live()), Instant.now().plus(HANDLE_WAIT), FIRST_PAUSE)
        .chain(
            known ->
                known.isEmpty()
                    ? Uni.createFrom().item(Optional.<Tokens>empty())
                    : keys.active().map(key -> Optional.of(tokens(known.get(), redeemed, key))));
  }

  /**
   * Returns the session with a handle, or without one after a while; empty if it has ended
   * meanwhile. It looks again after growing pauses. No signal of this replica could replace that:
   * replicas share the partitions of the accounts topic, so another one may store the handle.
   */
  private Uni<Optional<LiveSession>> withHandle(
      Optional<LiveSession> live, Instant deadline, Duration pause) {
    Duration left = Duration.between(Instant.now(), deadline);
    if (live.isEmpty() || live.get().accountKnown() || !left.isPositive()) {
      return Uni.createFrom().item(live);
    }
    Session session = live.get().session();
    return Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(shorter(pause, left))
        .chain(() -> sessions.use(session.organization(), session.id()))
        .chain(again -> withHandle(again, deadline, shorter(pause.multipliedBy(2), LONGEST_PAUSE)));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Tokens tokens(LiveSession live, RedeemedGrant redeemed, RSAKey key) {
    Instant now = redeemed.at();
    String client = redeemed.grant().client();
    JWTClaimsSet.Builder access =
        claims(live, client, now)
            .jwtID(Generators.timeBasedEpochGenerator().generate().toString())
            .claim("client_id", client)
            .claim("grant", redeemed.grant().family())
            .claim("scope", String.join(" ", redeemed.scopes().stream().sorted().toList()));
    return new Tokens(
        redeemed.scopes().contains(OPENID)
            ? Optional.of(signed(identity(live, redeemed, now), JOSEObjectType.JWT, key))
            : Optional.empty(),
        signed(access.build(), ACCESS_TOKEN, key),
        redeemed.refreshToken(),
        redeemed.scopes(),
        settings.tokenLifetime());
  }

  private JWTClaimsSet identity(LiveSession live, RedeemedGrant redeemed, Instant now) {
    JWTClaimsSet.Builder id = claims(live, redeemed.grant().client(), now);
    redeemed.grant().request().nonce().ifPresent(nonce -> id.claim("nonce", nonce));
    if (redeemed.scopes().contains("profile")) {
      profile(live, id);
    }
    if (redeemed.scopes().contains("email")) {
      live.identity().email().ifPresent(email -> id.claim("email", email));
    }
    return id.build();
  }

  private JWTClaimsSet.Builder claims(LiveSession live, String client, Instant now) {
    Session session = live.session();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .subject(session.account())
            .audience(client)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(settings.tokenLifetime())))
            .claim("auth_time", session.authTime().getEpochSecond())
            // The time at which this service accepted it, to the microsecond: any earlier
            // revocation does not affect it.
            .claim("authenticated_at", session.authenticatedAt().toString())
            .claim("sid", session.id())
            .claim("organization", session.organization())
            .claim("connection", session.connection());
    session.acr().ifPresent(acr -> claims.claim("acr", acr));
    live.handle().ifPresent(handle -> claims.claim("handle", handle));
    return claims;
  }

  /** Adds the profile claims of OIDC Core 1.0, section 5.1. */
  static void profile(LiveSession live, JWTClaimsSet.Builder claims) {
    Profile profile = live.identity().identity().profile();
    live.handle().ifPresent(handle -> claims.claim("preferred_username", handle));
    profile.displayName().ifPresent(name -> claims.claim("name", name));
    profile.givenName().ifPresent(name -> claims.claim("given_name", name));
    profile.familyName().ifPresent(name -> claims.claim("family_name", name));
    profile.locale().ifPresent(locale -> claims.claim("locale", locale));
    profile.timezone().ifPresent(zone -> claims.claim("zoneinfo", zone));
  }

  /** Returns UserInfo's answer for a session. */
  public JWTClaimsSet userInfo(LiveSession live, Set<String> scopes) {
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

  /**
   * Tokens of a session.
   *
   * @param idToken the ID token; empty if the scope {@code openid} is not requested
   */
  public record Tokens(
      Optional<String> idToken,
      String accessToken,
      String refreshToken,
      Set<String> scopes,
      Duration lifetime) {}
}
