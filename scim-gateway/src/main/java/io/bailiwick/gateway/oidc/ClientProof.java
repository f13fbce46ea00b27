package io.bailiwick.gateway.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import io.bailiwick.gateway.SigningKeys;
import io.bailiwick.gateway.signin.ConnectionSettings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;

/** How this service proves to a token endpoint who it is (OIDC Core 1.0, section 9). */
@ApplicationScoped
class ClientProof {
  private final SigningKeys signingKeys;

  ClientProof(SigningKeys signingKeys) {
    this.signingKeys = signingKeys;
  }

  /** The proof in the form that the connection names. */
  Uni<ClientAuthentication> of(
      ConnectionSettings settings, Optional<String> secret, URI tokenEndpoint) {
    ClientID id = new ClientID(settings.clientId());
    return switch (settings.clientAuthentication()) {
      case CLIENT_SECRET_POST ->
          Uni.createFrom().item(new ClientSecretPost(id, new Secret(secret.orElse(""))));
      case CLIENT_SECRET_BASIC ->
          Uni.createFrom().item(new ClientSecretBasic(id, new Secret(secret.orElse(""))));
      case PRIVATE_KEY_JWT -> signingKeys.active().map(key -> assertion(id, tokenEndpoint, key));
    };
  }

  private static ClientAuthentication assertion(ClientID id, URI endpoint, RSAKey key) {
    try {
      return new PrivateKeyJWT(
          id, endpoint, JWSAlgorithm.RS256, key.toPrivateKey(), key.getKeyID(), null);
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign a client assertion", e);
    }
  }
}
