/** The consumers of the topics, and the records that they park. */
@NullMarked
package io.bailiwick.worker.kafka;

import org.jspecify.annotations.NullMarked;
