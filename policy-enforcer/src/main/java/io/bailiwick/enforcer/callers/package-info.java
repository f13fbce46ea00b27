/** The callers of the enforcer: what proves them, and what each may do. */
@NullMarked
package io.bailiwick.enforcer.callers;

import org.jspecify.annotations.NullMarked;
