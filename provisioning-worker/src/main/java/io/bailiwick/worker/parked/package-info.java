/** Records that cannot be processed: their topics, their list, and what operators do with them. */
@NullMarked
package io.bailiwick.worker.parked;

import org.jspecify.annotations.NullMarked;
