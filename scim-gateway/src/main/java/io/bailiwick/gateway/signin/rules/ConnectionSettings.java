package io.bailiwick.gateway.signin.rules;

import io.bailiwick.model.ClaimPath;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * The settings that an administrator chooses for a connection to an OpenID provider.
 *
 * @param issuer the provider's issuer identifier, compared exactly; discovery starts from it
 * @param clientId the id of this service at the provider
 * @param clientAuthentication the method by which this service authenticates at the token endpoint
 * @param scopes the requested scopes; {@code openid} is one of them
 * @param subjectClaim the claim that is the key of a person: {@code sub}; {@code oid} for Entra ID
 * @param userNameClaim the claim that a new person's user name comes from
 * @param userInfo whether the UserInfo endpoint is asked for the claims that the ID token lacks
 */
public record ConnectionSettings(
    URI issuer,
    String clientId,
    ClientAuthentication clientAuthentication,
    List<String> scopes,
    String subjectClaim,
    String userNameClaim,
    boolean userInfo) {

  private static final int LONGEST = 1024;

  /** The URLs that {@link #isSafe} accepts, in words. */
  public static final String SCHEMES =
      "https://, or with http:// and the host 127.0.0.1, localhost or [::1]";

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  public ConnectionSettings {
    require(issuer != null, "issuer is required");
    require(
        issuer.isAbsolute() && issuer.getHost() != null && issuer.getUserInfo() == null,
        "issuer must be an absolute URL without a user");
    require(
        issuer.getRawQuery() == null && issuer.getRawFragment() == null,
        "issuer must have no query and no fragment");
    require(isSafe(issuer), "issuer must begin with " + SCHEMES);
    require(clientId != null && !clientId.isBlank(), "clientId is required");
    require(
        clientId.length() <= LONGEST && issuer.toString().length() <= LONGEST,
        "issuer and clientId must have " + LONGEST + " characters at the most");
    require(clientAuthentication != null, "clientAuthentication is required");
    require(
        scopes != null && scopes.contains("openid") && scopes.size() <= 50,
        "scopes must hold openid");
    scopes = List.copyOf(scopes);
    require(
        scopes.stream().allMatch(scope -> scope.matches("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,256}")),
        "scopes must be OAuth scope tokens");
    ClaimPath.require("subjectClaim", subjectClaim);
    ClaimPath.require("userNameClaim", userNameClaim);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }

  /** Tells whether a URL is HTTPS, or plain HTTP that does not leave the machine. */
  public static boolean isSafe(URI url) {
    return "https".equals(url.getScheme())
        || ("http".equals(url.getScheme()) && LOOPBACK.contains(String.valueOf(url.getHost())));
  }

  /** Returns the settings of a connection whose request names only the provider and the client. */
  public static ConnectionSettings initial(URI issuer, String clientId) {
    return new ConnectionSettings(
        issuer,
        clientId,
        ClientAuthentication.CLIENT_SECRET_POST,
        List.of("openid", "profile", "email"),
        "sub",
        "preferred_username",
        true);
  }

  /**
   * The methods by which a client authenticates at the token endpoint (OIDC Core 1.0, section 9).
   */
  public enum ClientAuthentication {
    CLIENT_SECRET_POST,
    CLIENT_SECRET_BASIC,
    /** A JWT, signed by the key that this service publishes at its {@code jwks_uri}. */
    PRIVATE_KEY_JWT;

    /** Tells whether the method needs a stored secret. */
    public boolean needsSecret() {
      return this != PRIVATE_KEY_JWT;
    }
  }
}
