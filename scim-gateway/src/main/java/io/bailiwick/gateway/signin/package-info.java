/**
 * Sign-in through an organization's identity provider: connections, sessions, break-glass access.
 */
@NullMarked
package io.bailiwick.gateway.signin;

import org.jspecify.annotations.NullMarked;
