package io.bailiwick.gateway.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.model.ClaimPath;
import io.bailiwick.model.SignIn;
import io.bailiwick.model.SignIn.AbsentClaim;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What an identity provider states of a person, kept from sign-in to sign-in. */
public final class Claims {
  /** The protocol's own claims: of the token, not of the person. */
  private static final Set<String> OF_THE_PROTOCOL =
      Set.of(
          "iss",
          "aud",
          "azp",
          "exp",
          "iat",
          "nbf",
          "jti",
          "nonce",
          "at_hash",
          "c_hash",
          "s_hash",
          "auth_time",
          "sid",
          "typ",
          "acr",
          "amr",
          "ver",
          "rh",
          "uti",
          "aio",
          "session_state");

  private static final String OVERAGE = "_claim_names";

  private static final int LARGEST = 64 << 10;

  private Claims() {}

  /**
   * The claims of a person.
   *
   * <p>Claims that Entra ID names in {@code _claim_names} were left out because they are too many;
   * they count as missing (OIDC Core 1.0, section 5.6.2).
   */
  public static ObjectNode ofPerson(ObjectNode token) {
    ObjectNode claims = token.deepCopy();
    claims.remove(OF_THE_PROTOCOL);
    claims
        .path(OVERAGE)
        .propertyStream()
        .forEach(distributed -> claims.remove(distributed.getKey()));
    claims.remove(Set.of(OVERAGE, "_claim_sources", "hasgroups"));
    return claims;
  }

  /** Whether some claims were left out because they are too many. */
  public static boolean isOverage(ObjectNode token) {
    return !withheld(token).isEmpty();
  }

  /** The claims that Entra ID says it left out because they are too many. */
  public static Set<String> withheld(ObjectNode token) {
    Set<String> withheld = new HashSet<>();
    token.path(OVERAGE).fieldNames().forEachRemaining(withheld::add);
    if (token.path("hasgroups").asBoolean(false)) {
      withheld.add("groups");
    }
    return withheld;
  }

  /**
   * What is known of a person after a sign-in. An absent claim is an empty one unless the
   * organization keeps it; what was withheld or cannot be read keeps what was known.
   */
  static ObjectNode after(JsonNode known, Person person, SignIn settings) {
    ObjectNode stated = person.claims();
    ObjectNode claims =
        settings.absentClaim() == AbsentClaim.KEEP ? merged(known, stated) : stated.deepCopy();
    Set<String> kept = new HashSet<>(person.withheld());
    settings
        .roleMapping()
        .flatMap(mapping -> ClaimPath.unreadable(stated, mapping.attribute()))
        .ifPresent(kept::add);
    kept.stream().filter(known::has).forEach(name -> claims.set(name, known.get(name)));
    return claims.toString().length() > LARGEST ? stated : claims;
  }

  /**
   * Known claims with newly stated ones: a missing claim keeps what was known, an empty one does
   * not.
   */
  private static ObjectNode merged(JsonNode known, ObjectNode stated) {
    ObjectNode merged =
        known instanceof ObjectNode object ? object.deepCopy() : stated.objectNode();
    // INVARIANT: an address is vouched for by the statement that it is in, not by one of before.
    if (stated.has("email")) {
      merged.remove("email_verified");
    }
    for (Map.Entry<String, JsonNode> claim : stated.properties()) {
      JsonNode value = claim.getValue();
      if (value.isNull()) {
        continue;
      }
      merged.set(
          claim.getKey(),
          value instanceof ObjectNode inner ? merged(merged.path(claim.getKey()), inner) : value);
    }
    return merged;
  }
}
