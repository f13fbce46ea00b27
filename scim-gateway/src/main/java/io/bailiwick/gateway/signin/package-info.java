/** Connections, sign-in attempts and sessions; rules only. */
@NullMarked
package io.bailiwick.gateway.signin;

import org.jspecify.annotations.NullMarked;
