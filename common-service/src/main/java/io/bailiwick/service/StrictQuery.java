package io.bailiwick.service;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Refuses requests with a query parameter that the resource method does not declare, with one that
 * is given twice, and with a body where none is taken: a misspelled condition must not be ignored.
 * Protocols that ask for unknown parameters to be ignored (OAuth 2.0, RFC 6749 section 3.1) do not
 * use it.
 */
@NameBinding
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface StrictQuery {}
