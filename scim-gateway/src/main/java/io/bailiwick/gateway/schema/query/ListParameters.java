package io.bailiwick.gateway.schema.query;

import java.util.List;
import java.util.Optional;

/**
 * The parameters as a client wrote them, in the URL or in the body of a {@code .search}.
 *
 * @param cursor an empty text starts a walk
 */
public record ListParameters(
    Optional<String> filter,
    Optional<String> sortBy,
    Optional<String> sortOrder,
    Optional<String> startIndex,
    Optional<String> count,
    Optional<String> cursor,
    List<String> attributes,
    List<String> excludedAttributes) {

  /** Returns the query that a cursor is bound to; the cursor continues that query and no other. */
  public String query() {
    return "%s\n%s\n%s".formatted(filter.orElse(""), sortBy.orElse(""), sortOrder.orElse(""));
  }
}
