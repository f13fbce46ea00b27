package io.bailiwick.gateway.schema.query;

import java.util.Optional;

/** Which part of a list. */
public sealed interface Paging {
  /** How many resources at the most; 0 for the total alone. */
  int limit();

  /** RFC 7644 section 3.4.2.4; {@code startIndex} is one more than what is passed over. */
  record ByIndex(int offset, int limit) implements Paging {}

  /** RFC 9865; from the beginning where there is no position yet. */
  record ByCursor(Optional<Position> after, int limit) implements Paging {}
}
