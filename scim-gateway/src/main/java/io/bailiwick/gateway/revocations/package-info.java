/** The feed of revocations, which enforcers follow beside Kafka. */
@NullMarked
package io.bailiwick.gateway.revocations;

import org.jspecify.annotations.NullMarked;
