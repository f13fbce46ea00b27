package io.bailiwick.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What sign-in told of a person.
 *
 * @param at when the last one was
 * @param claims what the identity provider stated, the protocol's own claims left out; a claim that
 *     the last sign-in did not state keeps its value only if the organization wants it so ({@link
 *     SignIn.AbsentClaim#KEEP}), if the provider says that it left it out because it is too long
 *     (Entra ID's overage), or if what it states cannot be read
 * @param kept the claims that so keep an earlier value, by path, and why
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

  /** Why what stands at the path of a claim is of an earlier sign-in; empty if it is not. */
  public Optional<Kept> kept(String path) {
    return kept.entrySet().stream()
        .filter(claim -> path.equals(claim.getKey()) || path.startsWith(claim.getKey() + "."))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
