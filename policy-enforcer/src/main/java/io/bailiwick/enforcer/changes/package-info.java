/** The stream of changes, for callers that remember decisions. */
@NullMarked
package io.bailiwick.enforcer.changes;

import org.jspecify.annotations.NullMarked;
