package io.bailiwick.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * What sign-in told of a person.
 *
 * @param at when the last one was
 * @param claims what the identity provider stated, the protocol's own claims left out; a claim that
 *     a later sign-in did not state keeps its value
 */
public record SignInFacts(Instant at, JsonNode claims) {
  public SignInFacts {
    Required.present("signIn.at", at);
    Required.present("signIn.claims", claims);
  }
}
