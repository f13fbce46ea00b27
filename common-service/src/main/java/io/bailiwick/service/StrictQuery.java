package io.bailiwick.service;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Rejects requests with 400 that have an unknown query parameter, the same parameter twice, or a
 * body that the resource method does not declare. A misspelled condition must not be ignored.
 *
 * <p>Protocols that ask for unknown parameters to be ignored (OAuth 2.0, RFC 6749 section 3.1) do
 * not use it.
 */
@NameBinding
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface StrictQuery {}
