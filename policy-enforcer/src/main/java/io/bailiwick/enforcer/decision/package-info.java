/** The decision; rules only. */
@NullMarked
package io.bailiwick.enforcer.decision;

import org.jspecify.annotations.NullMarked;
