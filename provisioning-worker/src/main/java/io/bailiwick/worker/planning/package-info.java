/** How an identity becomes an account; rules only. */
@NullMarked
package io.bailiwick.worker.planning;

import org.jspecify.annotations.NullMarked;
