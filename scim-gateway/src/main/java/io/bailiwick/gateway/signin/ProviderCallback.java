package io.bailiwick.gateway.signin;

import java.util.Optional;

/** The identity provider's answer, which the browser brings back. */
public record ProviderCallback(
    Optional<String> code,
    Optional<String> state,
    Optional<String> error,
    Optional<String> issuer) {}
