package io.bailiwick.gateway.signin;

import java.util.Optional;

/** What the identity provider sent the browser back with. */
public record ProviderCallback(
    Optional<String> code,
    Optional<String> state,
    Optional<String> error,
    Optional<String> issuer) {}
