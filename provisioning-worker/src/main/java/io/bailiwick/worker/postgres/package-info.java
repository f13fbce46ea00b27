/** The worker's tables. */
@NullMarked
package io.bailiwick.worker.postgres;

import org.jspecify.annotations.NullMarked;
