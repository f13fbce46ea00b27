/** What comes in from the topics. */
@NullMarked
package io.bailiwick.worker.kafka;

import org.jspecify.annotations.NullMarked;
