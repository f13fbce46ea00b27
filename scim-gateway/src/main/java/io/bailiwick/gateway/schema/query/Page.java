package io.bailiwick.gateway.schema.query;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param total the number of resources in all; for a walk by cursor, the number when it began
 * @param next the position behind its last resource, if a walk by cursor has not ended
 */
public record Page<T>(long total, List<T> resources, Optional<Position> next) {
  public Page {
    resources = List.copyOf(resources);
  }

  /** Returns the same part of the list with its resources in another form. */
  public <U> Page<U> with(List<U> others) {
    return new Page<>(total, others, next);
  }
}
