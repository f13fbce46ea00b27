/** What the enforcer knows, folded from the topics. */
@NullMarked
package io.bailiwick.enforcer.projection;

import org.jspecify.annotations.NullMarked;
