package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.signin.rules.SignInCheck;
import java.time.Instant;
import java.util.Optional;

/**
 * A sign-in that failed.
 *
 * @param detail the text for the administrator, without any data of the person
 */
public record SignInTrace(
    String id,
    String organization,
    Optional<String> connection,
    Instant at,
    SignInCheck check,
    String detail) {}
