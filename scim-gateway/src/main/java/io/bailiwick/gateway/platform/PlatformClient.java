package io.bailiwick.gateway.platform;

import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import io.bailiwick.model.Characters;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service of the platform that signs people in through this service.
 *
 * @param redirectUris the addresses to which codes may be sent, compared exactly
 * @param postLogoutRedirectUris the addresses to which people may be sent after sign-out
 * @param type whether it can keep a secret
 * @param pkce whether its codes need PKCE; without it a request needs a nonce
 */
public record PlatformClient(
    String id,
    String name,
    List<URI> redirectUris,
    List<URI> postLogoutRedirectUris,
    Type type,
    Pkce pkce,
    Instant createdAt) {

  public PlatformClient {
    if (name == null || name.isBlank() || Characters.in(name) > 256) {
      throw new IllegalArgumentException("name must have 1 to 256 characters");
    }
    redirectUris = checked("redirectUris", redirectUris);
    postLogoutRedirectUris = checked("postLogoutRedirectUris", postLogoutRedirectUris);
    if (redirectUris.isEmpty()) {
      throw new IllegalArgumentException("redirectUris must hold at least one URL");
    }
    type = type == null ? Type.CONFIDENTIAL : type;
    pkce = pkce == null ? Pkce.REQUIRED : pkce;
    if (pkce == Pkce.OPTIONAL && type == Type.PUBLIC) {
      throw new IllegalArgumentException("pkce must be REQUIRED for a client of type PUBLIC");
    }
  }

  private static List<URI> checked(String field, @Nullable List<URI> uris) {
    List<URI> all = uris == null ? List.of() : List.copyOf(uris);
    for (URI uri : all) {
      if (!uri.isAbsolute() || uri.getRawFragment() != null || !ConnectionSettings.isSafe(uri)) {
        throw new IllegalArgumentException(
            field
                + " must be URLs without a fragment that begin with "
                + ConnectionSettings.SCHEMES);
      }
    }
    return all;
  }

  /** The ability of a client to keep a secret. */
  public enum Type {
    CONFIDENTIAL,
    /** A native or browser application: PKCE alone. */
    PUBLIC
  }

  /** The need of a code for PKCE (RFC 7636, RFC 9700 section 2.1.1). */
  public enum Pkce {
    REQUIRED,
    /** A nonce may replace PKCE, for libraries that do not support PKCE. */
    OPTIONAL
  }
}
