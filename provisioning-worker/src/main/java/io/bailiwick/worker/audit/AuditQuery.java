package io.bailiwick.worker.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * The wanted entries.
 *
 * @param from the earliest time
 * @param to the time before which they are
 * @param actor the id or the kind of the actor
 * @param target the id of the changed thing
 */
record AuditQuery(
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<String> actor,
    Optional<String> action,
    Optional<String> target) {}
