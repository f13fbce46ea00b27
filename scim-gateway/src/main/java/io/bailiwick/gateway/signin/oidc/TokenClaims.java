package io.bailiwick.gateway.signin.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.JWT;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** The claims of a provider, read as the rest of the system reads JSON. */
final class TokenClaims {
  /** Those that are seconds since 1970 (RFC 7519, section 2: NumericDate). */
  private static final List<String> TIMES = List.of("iat", "nbf", "auth_time");

  /** Seconds now are a thousandth of milliseconds now: anything far above is no seconds. */
  private static final long FAR_AHEAD = 100;

  /** Of a claim that is named to the administrator. */
  private static final int LONGEST_NAME = 256;

  private TokenClaims() {}

  /**
   * The claims of a token, whose signature is not looked at.
   *
   * @throws CheckFailed naming the claim that cannot be taken
   */
  static ObjectNode of(JWT token) {
    ObjectNode claims = read(token.getParsedParts()[1].decodeToString(), SignInCheck.ID_TOKEN);
    for (String name : TIMES) {
      JsonNode time = claims.path(name);
      if (time.isNumber()
          && time.asDouble() > (double) Instant.now().getEpochSecond() * FAR_AHEAD) {
        throw new CheckFailed(
            SignInCheck.CLAIM_INVALID, name + " is in milliseconds; it must be in seconds");
      }
    }
    return claims;
  }

  /**
   * Claims from their JSON.
   *
   * @param check which check it is if this is no JSON object at all
   * @throws CheckFailed naming the claim that cannot be taken, if it is one
   */
  static ObjectNode read(String json, SignInCheck check) {
    try {
      return StrictJson.object(json.getBytes(StandardCharsets.UTF_8));
    } catch (BadJson e) {
      throw e.member().isEmpty() || e.member().length() > LONGEST_NAME
          ? new CheckFailed(check, "the claims cannot be read")
          : new CheckFailed(SignInCheck.CLAIM_INVALID, e.detail());
    }
  }
}
