package io.bailiwick.gateway.signin.rules;

import java.time.Instant;
import java.util.Optional;

/**
 * A sign-in on its way: carried, sealed, by the browser that began it, and by no other.
 *
 * @param organization whose sign-in it is
 * @param connection the connection that it began with
 * @param connectionVersion and its version: a changed connection ends no sign-in of before
 * @param state the value that the identity provider gives back
 * @param nonce the value that the ID token must hold
 * @param verifier the PKCE code verifier
 * @param test whether nothing is to come of it but a look at the claims
 * @param fresh whether the person must authenticate anew
 * @param maxAge how long ago the person may have authenticated at the identity provider, in seconds
 * @param request the platform's authorization request that waits for it, as a query string
 * @param begunAt when it was begun, by PostgreSQL's clock: what ends sessions has its time by the
 *     same one
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
