package io.bailiwick.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * What sign-in told of a person.
 *
 * @param at when the last one was
 * @param claims what the identity provider stated, the protocol's own claims left out; a claim that
 *     the last sign-in did not state keeps its value only if the organization wants it so ({@link
 *     SignIn.AbsentClaim#KEEP}), if the provider says that it left it out because it is too long
 *     (Entra ID's overage), or if what it states cannot be read
 */
public record SignInFacts(Instant at, JsonNode claims) {
  public SignInFacts {
    Required.present("signIn.at", at);
    Required.present("signIn.claims", claims);
  }
}
