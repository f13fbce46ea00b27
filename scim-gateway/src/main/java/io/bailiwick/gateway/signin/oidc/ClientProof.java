package io.bailiwick.gateway.signin.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import io.bailiwick.gateway.keys.SigningKeys;
import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;

/** Proves to a token endpoint that a request comes from this service (OIDC Core 1.0, section 9). */
@ApplicationScoped
class ClientProof {
  private static final Duration LIFETIME = Duration.ofMinutes(1);

  private final SigningKeys signingKeys;

  ClientProof(SigningKeys signingKeys) {
    this.signingKeys = signingKeys;
  }

  /** Creates the proof in the form that the connection names. */
  Uni<ClientAuthentication> of(ConnectionSettings settings, Optional<String> secret) {
    ClientID id = new ClientID(settings.clientId());
    return switch (settings.clientAuthentication()) {
      case CLIENT_SECRET_POST ->
          Uni.createFrom().item(new ClientSecretPost(id, new Secret(secret.orElse(""))));
      case CLIENT_SECRET_BASIC ->
          Uni.createFrom().item(new ClientSecretBasic(id, new Secret(secret.orElse(""))));
      case PRIVATE_KEY_JWT ->
          signingKeys.active().map(key -> assertion(id, settings.issuer(), key));
    };
  }

  /**
   * Creates a JWT whose audience is the issuer alone. With the token endpoint's URL as audience, it
   * could be used at another provider whose metadata names that URL (CVE-2025-27370, RFC 7523bis).
   */
  private static ClientAuthentication assertion(ClientID id, URI issuer, RSAKey key) {
    Instant now = Instant.now();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(id.getValue())
            .subject(id.getValue())
            .audience(issuer.toString())
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFETIME)))
            .build();
    SignedJWT assertion =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(new JOSEObjectType("client-authentication+jwt"))
                .keyID(key.getKeyID())
                .build(),
            claims);
    try {
      assertion.sign(new RSASSASigner(key));
      return new PrivateKeyJWT(assertion);
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign a client assertion", e);
    }
  }
}
