package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.signin.rules.Attempt;
import java.net.URI;

/** A sign-in that has begun: where the browser goes, and what it carries. */
public record StartedSignIn(URI location, Attempt attempt) {}
