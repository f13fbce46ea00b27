/** The consumers of the topics. */
@NullMarked
package io.bailiwick.worker.kafka;

import org.jspecify.annotations.NullMarked;
