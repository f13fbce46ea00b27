package io.bailiwick.gateway.schema.query;

import io.bailiwick.gateway.schema.Projection;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.filter.Filter;
import io.bailiwick.gateway.schema.filter.FilterParser;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Function;

/** A query of a resource endpoint, RFC 7644 section 3.4.2. */
public record ListRequest(
    ResourceType type,
    Optional<Filter> filter,
    Optional<Sort> sort,
    Paging paging,
    Projection projection) {

  /**
   * Reads the parameters of a client.
   *
   * @param openCursor returns the position that a cursor stands for
   * @throws ScimException invalidFilter, invalidValue, invalidCursor or invalidCount
   */
  public static ListRequest of(
      ResourceType type,
      ListParameters written,
      int defaultLimit,
      int mostLimit,
      Function<String, Position> openCursor) {
    return new ListRequest(
        type,
        written.filter().map(text -> affordable(type, FilterParser.parse(type, text))),
        Sort.of(type, written.sortBy(), written.sortOrder()),
        paging(written, defaultLimit, mostLimit, openCursor),
        Projection.of(type, written.attributes(), written.excludedAttributes()));
  }

  private static Filter affordable(ResourceType type, Filter filter) {
    if (!Selectivity.isSelective(type, filter)
        && Selectivity.conditions(filter) > MOST_CONDITIONS) {
      throw new ScimException(
          ScimType.INVALID_FILTER,
          "The filter has more than %d conditions, and no index answers it."
              .formatted(MOST_CONDITIONS));
    }
    return filter;
  }

  /** Tells whether it reads all resources of the organization, because no index finds the few. */
  public boolean readsAll() {
    return filter.filter(wanted -> Selectivity.isSelective(type, wanted)).isEmpty();
  }

  /**
   * Tells whether it is a later page of a walk by cursor in the order of age. Such a page is read
   * by an index, and counts nothing.
   */
  public boolean goesOnByAge() {
    return sort.isEmpty() && paging instanceof Paging.ByCursor cursor && cursor.after().isPresent();
  }

  private static final int MOST_CONDITIONS = 25;

  private static final BigInteger LARGEST = BigInteger.valueOf(Integer.MAX_VALUE);

  private static Paging paging(
      ListParameters written,
      int defaultLimit,
      int mostLimit,
      Function<String, Position> openCursor) {
    if (written.cursor().isEmpty()) {
      int start = number("startIndex", written.startIndex(), 1, ScimType.INVALID_VALUE);
      int count = number("count", written.count(), defaultLimit, ScimType.INVALID_VALUE);
      return new Paging.ByIndex(Math.max(1, start) - 1, Math.clamp(count, 0, mostLimit));
    }
    if (written.startIndex().isPresent()) {
      throw new ScimException(
          ScimType.INVALID_VALUE, "cursor and startIndex exclude each other: send one of them.");
    }
    int count = number("count", written.count(), defaultLimit, ScimType.INVALID_COUNT);
    if (count < 0) {
      throw new ScimException(ScimType.INVALID_COUNT, "count must not be negative.");
    }
    return new Paging.ByCursor(
        written.cursor().filter(text -> !text.isEmpty()).map(openCursor),
        Math.min(count, mostLimit));
  }

  private static int number(String name, Optional<String> text, int otherwise, ScimType wrong) {
    try {
      return text.filter(given -> !given.isEmpty())
          .map(BigInteger::new)
          .map(given -> given.min(LARGEST).max(LARGEST.negate()).intValue())
          .orElse(otherwise);
    } catch (NumberFormatException e) {
      throw new ScimException(wrong, name + " must be an integer.");
    }
  }
}
