/** The OpenID AuthZEN Authorization API 1.0. */
@NullMarked
package io.bailiwick.enforcer.authzen;

import org.jspecify.annotations.NullMarked;
