/** The rules of the decision. */
@NullMarked
package io.bailiwick.enforcer.decision;

import org.jspecify.annotations.NullMarked;
