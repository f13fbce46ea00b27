/** The lifecycle events and their CloudEvents form on Kafka. */
@NullMarked
package io.bailiwick.event;

import org.jspecify.annotations.NullMarked;
