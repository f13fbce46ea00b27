/**
 * The transactional outbox (microservices.io, "Transactional outbox"): an event is a row written in
 * the transaction of its effect. A relay publishes the rows to Kafka, the versions of each key in
 * order.
 */
@NullMarked
package io.bailiwick.outbox;

import org.jspecify.annotations.NullMarked;
