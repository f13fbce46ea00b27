package io.bailiwick.gateway.schema.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.gateway.schema.AttributePath;
import io.bailiwick.gateway.schema.Folding;

/** A filter, parsed and resolved against a resource type (RFC 7644 section 3.4.2.2). */
public sealed interface Filter {

  record And(Filter left, Filter right) implements Filter {}

  record Or(Filter left, Filter right) implements Filter {}

  record Not(Filter filter) implements Filter {}

  /**
   * {@code path op value}.
   *
   * @param path a path that leads to a simple value
   * @param value a JSON string, number or boolean to which such a value can be compared
   */
  record Compare(AttributePath path, Operator operator, JsonNode value) implements Filter {
    /** Returns the same comparison with another operator. */
    public Compare with(Operator other) {
      return new Compare(path, other, value);
    }

    /** Returns the value in its form for comparison. */
    public String comparable() {
      return Folding.comparable(path.target(), value);
    }
  }

  /** {@code path pr}. */
  record Present(AttributePath path) implements Filter {}

  /**
   * {@code path[filter]}: one value of a multi-valued attribute meets the whole filter, whose paths
   * are its sub-attributes.
   */
  record ValuePath(AttributePath path, Filter filter) implements Filter {}

  /** The comparison operators. */
  enum Operator {
    EQ,
    NE,
    CO,
    SW,
    EW,
    GT,
    GE,
    LT,
    LE
  }
}
