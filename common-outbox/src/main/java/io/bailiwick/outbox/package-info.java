/**
 * The transactional outbox (microservices.io, "Transactional outbox"): an event is a row written in
 * the transaction of its effect; a relay brings the rows to Kafka in the order of each key's
 * versions.
 */
@NullMarked
package io.bailiwick.outbox;

import org.jspecify.annotations.NullMarked;
