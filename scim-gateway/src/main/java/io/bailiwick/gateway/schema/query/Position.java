package io.bailiwick.gateway.schema.query;

import java.time.Instant;
import java.util.Optional;

/**
 * Where in its order a walk by cursor has come to: behind this resource, whether or not it is still
 * there.
 *
 * @param key the value that the list is ordered by, where the client has named one
 * @param total how many there were when the walk began
 */
public record Position(Optional<String> key, Instant createdAt, String id, long total) {}
