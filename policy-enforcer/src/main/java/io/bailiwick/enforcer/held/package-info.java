/** The versions that the enforcer holds, for operators who compare services. */
@NullMarked
package io.bailiwick.enforcer.held;

import org.jspecify.annotations.NullMarked;
