/** The knowledge of the enforcer, folded from the topics. */
@NullMarked
package io.bailiwick.enforcer.projection;

import org.jspecify.annotations.NullMarked;
