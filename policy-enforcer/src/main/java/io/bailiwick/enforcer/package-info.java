/** The enforcer: it answers from memory whether an account may perform an action. */
@NullMarked
package io.bailiwick.enforcer;

import org.jspecify.annotations.NullMarked;
