package io.bailiwick.gateway.signin.rules;

import java.time.Instant;
import java.util.Optional;

/**
 * A sign-in under way, carried encrypted by the browser that began it and by no other.
 *
 * @param organization the organization of the sign-in
 * @param connection the connection that it began with
 * @param connectionVersion the version of that connection; if the connection changes, the sign-in
 *     fails
 * @param state the value that the identity provider gives back
 * @param nonce the value that the ID token must hold
 * @param verifier the PKCE code verifier
 * @param test whether the sign-in only shows the claims
 * @param fresh whether the person must authenticate anew
 * @param maxAge the highest age of the person's authentication at the identity provider, in seconds
 * @param request the platform's authorization request that waits for it, as a query string
 * @param begunAt the time of its start by PostgreSQL's clock, which also times the end of sessions
 */
public record Attempt(
    String organization,
    String connection,
    long connectionVersion,
    String state,
    String nonce,
    String verifier,
    boolean test,
    boolean fresh,
    Optional<Integer> maxAge,
    Optional<String> request,
    Instant begunAt,
    Instant expiresAt) {}
