package io.bailiwick.gateway.schema.query;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param total how many resources there are in all; of a walk by cursor, how many when it began
 * @param next behind its last resource, where a walk by cursor has not come to its end
 */
public record Page<T>(long total, List<T> resources, Optional<Position> next) {
  public Page {
    resources = List.copyOf(resources);
  }

  /** The same part of the list, its resources in another form. */
  public <U> Page<U> with(List<U> others) {
    return new Page<>(total, others, next);
  }
}
