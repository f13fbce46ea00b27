package io.bailiwick.gateway.schema.sql;

import io.bailiwick.gateway.schema.Attribute;
import io.bailiwick.gateway.schema.AttributePath;
import io.bailiwick.gateway.schema.query.Position;
import io.bailiwick.gateway.schema.query.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The order of a list as SQL: by the client's attribute, then by age and id. So no two resources
 * are equal in it, and a walk can continue behind any of them.
 */
final class OrderSql {
  private final FilterSql sql;
  private final boolean descending;
  private final Optional<Key> key;

  OrderSql(ResourceTable table, FilterSql sql, Optional<Sort> sort) {
    this.sql = sql;
    this.descending = sort.map(Sort::descending).orElse(false);
    this.key = sort.map(by -> key(table, by.path()));
  }

  private Key key(ResourceTable table, AttributePath path) {
    Attribute.Type type = path.target().type();
    if (table.sortColumn(path).isPresent()) {
      String kind = type == Attribute.Type.DATE_TIME ? "timestamptz" : "text";
      return new Key(table.sortColumn(path).get(), kind, Optional.empty());
    }
    String text = path.attribute().multiValued() ? first(path) : sql.text(path);
    return type == Attribute.Type.INTEGER || type == Attribute.Type.DECIMAL
        ? new Key("cast(" + text + " as numeric)", "numeric", Optional.of("0"))
        : new Key(text + " collate \"C\"", "text", Optional.of(""));
  }

  private String first(AttributePath path) {
    String value =
        path.sub().map(sub -> "(e.v ->> " + sql.bind(sub.name()) + ")").orElse("(e.v #>> '{}')");
    return """
        (select %s from %s with ordinality as e(v, nth)
         order by coalesce((e.v ->> 'primary') = 'true', false) desc, nth limit 1)"""
        .formatted(value, sql.elements(path));
  }

  /** Returns the text after {@code order by}. */
  String orderBy() {
    return parts().stream()
        .map(part -> part + (descending ? " desc" : ""))
        .collect(Collectors.joining(", "));
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>();
    key.ifPresent(
        by ->
            by.absent()
                .ifPresentOrElse(
                    absent -> {
                      parts.add("(" + by.expression() + " is null)");
                      parts.add(
                          "coalesce(%s, %s)".formatted(by.expression(), by.typed(sql, absent)));
                    },
                    () -> parts.add(by.expression())));
    parts.add("t.created_at");
    parts.add("t.id");
    return parts;
  }

  /** Returns the condition of the resources behind a position. */
  String after(Position position) {
    List<String> place = new ArrayList<>();
    key.ifPresent(
        by -> {
          by.absent().ifPresent(absent -> place.add(Boolean.toString(position.key().isEmpty())));
          place.add(by.typed(sql, position.key().or(by::absent).orElseThrow()));
        });
    place.add("cast(" + sql.bind(position.createdAt().toString()) + " as timestamptz)");
    place.add(sql.bind(position.id()));
    return "(%s) %s (%s)"
        .formatted(String.join(", ", parts()), descending ? "<" : ">", String.join(", ", place));
  }

  /**
   * The value that the client orders by.
   *
   * @param absent the text that stands for a missing value, if values may be missing
   */
  private record Key(String expression, String kind, Optional<String> absent) {
    String typed(FilterSql sql, String value) {
      String bound = sql.bind(value);
      return kind.equals("text") ? bound : "cast(" + bound + " as " + kind + ")";
    }
  }
}
