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

/** Reads the claims of a provider as the rest of the system reads JSON. */
final class TokenClaims {
  /** The claims that are seconds since 1970 (RFC 7519, section 2: NumericDate). */
  private static final List<String> TIMES = List.of("iat", "nbf", "auth_time");

  /**
   * A limit on times: the present in seconds is a thousandth of it in milliseconds, so that a value
   * far above it is not in seconds.
   */
  private static final long FAR_AHEAD = 100;

  /** The longest name of a claim that is shown to the administrator. */
  private static final int LONGEST_NAME = 256;

  private TokenClaims() {}

  /**
   * Returns the claims of a token without verifying its signature.
   *
   * @throws CheckFailed naming the claim that is not accepted
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
   * Reads claims from their JSON.
   *
   * @param check the check that fails if the text is not a JSON object
   * @throws CheckFailed naming the claim that is not accepted, if it is an object
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
