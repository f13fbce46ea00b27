package io.bailiwick.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The facts that sign-ins stated about a person.
 *
 * @param at the time of the last sign-in
 * @param claims the claims of the identity provider, without the protocol's own. A claim that the
 *     last sign-in did not state keeps its value if the organization wants it ({@link
 *     SignInSettings.AbsentClaim#KEEP}). It also does if the provider says that it omitted the
 *     claim because it is too long (Entra ID's overage). A claim that cannot be read keeps its
 *     value too
 * @param kept the claims that keep an earlier value, by path, each with the reason
 */
public record SignInFacts(
    Instant at,
    JsonNode claims,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Kept> kept) {
  public SignInFacts {
    Required.present("signIn.at", at);
    Required.present("signIn.claims", claims);
    kept = kept == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(kept));
  }

  /** Returns the reason why the claim at a path keeps an earlier value; empty if it does not. */
  public Optional<Kept> kept(String path) {
    return kept.entrySet().stream()
        .filter(claim -> path.equals(claim.getKey()) || path.startsWith(claim.getKey() + "."))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
