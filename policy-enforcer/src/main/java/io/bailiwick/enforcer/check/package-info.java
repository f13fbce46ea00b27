/** Checks: they collect what the projection knows, and let the policy decide. */
@NullMarked
package io.bailiwick.enforcer.check;

import org.jspecify.annotations.NullMarked;
