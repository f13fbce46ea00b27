package io.bailiwick.gateway.schema.query;

import java.time.Instant;
import java.util.Optional;

/**
 * The position of a walk by cursor in its order: behind this resource, even if it has been deleted.
 *
 * @param key the value that the list is ordered by, if the client has named an order
 * @param total the number of resources when the walk began
 */
public record Position(Optional<String> key, Instant createdAt, String id, long total) {}
