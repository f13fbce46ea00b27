package io.bailiwick.gateway.schema.query;

import java.util.Optional;

/** The choice of a part of a list. */
public sealed interface Paging {
  /** Returns the most resources of the part; 0 for the total alone. */
  int limit();

  /** Paging by index, RFC 7644 section 3.4.2.4; {@code offset} is {@code startIndex} minus one. */
  record ByIndex(int offset, int limit) implements Paging {}

  /** Paging by cursor, RFC 9865; without a position it starts at the beginning. */
  record ByCursor(Optional<Position> after, int limit) implements Paging {}
}
