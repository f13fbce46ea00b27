/** The rules by which an identity becomes an account. */
@NullMarked
package io.bailiwick.worker.planning;

import org.jspecify.annotations.NullMarked;
