/** What the gateway reads from topics. */
@NullMarked
package io.bailiwick.gateway.kafka;

import org.jspecify.annotations.NullMarked;
