package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.signin.rules.Attempt;
import java.net.URI;

/** A sign-in that has begun: the browser's next address, and the attempt that it carries. */
public record StartedSignIn(URI location, Attempt attempt) {}
