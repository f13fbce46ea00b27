/** Session tokens of the gateway, verified without asking it. */
@NullMarked
package io.bailiwick.enforcer.session;

import org.jspecify.annotations.NullMarked;
