/** The enforcer: what an account may do, answered from memory. */
@NullMarked
package io.bailiwick.enforcer;

import org.jspecify.annotations.NullMarked;
