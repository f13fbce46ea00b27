package io.bailiwick.gateway.schema.sql;

import io.bailiwick.gateway.schema.Attribute;
import io.bailiwick.gateway.schema.AttributePath;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.filter.Filter;
import io.bailiwick.gateway.schema.filter.Filter.Operator;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A filter as a condition on the rows of a table.
 *
 * <p>It reads the column {@code search} ({@link io.bailiwick.gateway.schema.SearchDocument}), and
 * separate columns if an index can answer. The conditions of one value path apply to the same
 * element. A null in the condition means false; only {@code not} needs to handle it. Names and
 * values are parameters, never part of the text.
 */
final class FilterSql {
  private final ResourceTable table;
  private final Map<String, Object> parameters = new HashMap<>();
  private int elements;

  FilterSql(ResourceTable table) {
    this.table = table;
  }

  /** Returns the parameters that the text refers to by name. */
  Map<String, Object> parameters() {
    return parameters;
  }

  /** Returns the condition; an inexpressible filter is rejected, never left out. */
  String of(Filter filter) {
    return switch (filter) {
      case Filter.And and -> "(" + of(and.left()) + " and " + of(and.right()) + ")";
      case Filter.Or or -> "(" + of(or.left()) + " or " + of(or.right()) + ")";
      case Filter.Not not -> not(of(not.filter()));
      case Filter.Present present -> present(present.path());
      case Filter.ValuePath path -> valuePath(path);
      case Filter.Compare compare ->
          compare.operator() == Operator.NE
              ? not(compare(compare.with(Operator.EQ)))
              : compare(compare);
    };
  }

  private static String not(String condition) {
    return "(" + condition + " is not true)";
  }

  /** Rejects attributes that are created for each answer and not stored. */
  private static void requireKept(AttributePath path) {
    boolean reference = path.sub().filter(sub -> sub.name().equals("$ref")).isPresent();
    boolean made = path.attribute().isReadOnly() || path.attribute().name().equals("members");
    if (path.toString().equals("meta.location") || (reference && made)) {
      throw new ScimException(
          ScimType.INVALID_FILTER,
          "This service cannot filter by %s: use %s."
              .formatted(path, reference ? path.attribute().name() + ".value" : "id"));
    }
  }

  private String compare(Filter.Compare compare) {
    AttributePath path = compare.path();
    requireKept(path);
    String exact = any(path, actual -> test(compare, actual));
    if (compare.operator() != Operator.EQ || !isValue(path)) {
      return exact;
    }
    return narrowed(path, compare.comparable(), exact);
  }

  private static boolean isValue(AttributePath path) {
    return path.sub().filter(sub -> sub.name().equals("value")).isPresent();
  }

  private String valuePath(Filter.ValuePath path) {
    requireParts(path.path(), path.filter());
    String within = "e" + elements++;
    String exact =
        "exists (select 1 from %s as %s(v) where %s)"
            .formatted(elements(path.path()), within, ofElement(path.filter(), within + ".v"));
    return describedValue(path.filter())
        .map(value -> narrowed(path.path(), value, exact))
        .orElse(exact);
  }

  private static void requireParts(AttributePath owner, Filter filter) {
    switch (filter) {
      case Filter.And and -> {
        requireParts(owner, and.left());
        requireParts(owner, and.right());
      }
      case Filter.Or or -> {
        requireParts(owner, or.left());
        requireParts(owner, or.right());
      }
      case Filter.Not not -> requireParts(owner, not.filter());
      case Filter.Present present -> requireKept(owner.sub(present.path().attribute()));
      case Filter.Compare compare -> requireKept(owner.sub(compare.path().attribute()));
      case Filter.ValuePath _ -> throw new IllegalArgumentException("elements have no elements");
    }
  }

  /** Returns a filter of elements as a condition on one of them. */
  private String ofElement(Filter filter, String element) {
    return switch (filter) {
      case Filter.And and ->
          "(" + ofElement(and.left(), element) + " and " + ofElement(and.right(), element) + ")";
      case Filter.Or or ->
          "(" + ofElement(or.left(), element) + " or " + ofElement(or.right(), element) + ")";
      case Filter.Not not -> not(ofElement(not.filter(), element));
      case Filter.Present present -> part(present.path(), element) + " <> ''";
      case Filter.Compare compare ->
          compare.operator() == Operator.NE
              ? not(ofElement(compare.with(Operator.EQ), element))
              : "(" + test(compare, part(compare.path(), element)) + ")";
      case Filter.ValuePath _ -> throw new IllegalArgumentException("elements have no elements");
    };
  }

  private String part(AttributePath path, String element) {
    return "(" + element + " ->> " + bind(path.attribute().name()) + ")";
  }

  /** Returns the {@code value} that an element must have to meet a filter of elements. */
  private static Optional<String> describedValue(Filter filter) {
    return switch (filter) {
      case Filter.And and -> describedValue(and.left()).or(() -> describedValue(and.right()));
      case Filter.Compare compare
          when compare.operator() == Operator.EQ
              && compare.path().attribute().name().equals("value") ->
          Optional.of(compare.comparable());
      case Filter.Compare _, Filter.Or _, Filter.Not _, Filter.Present _, Filter.ValuePath _ ->
          Optional.empty();
    };
  }

  /** Puts a condition that an index answers before the given one, if such a condition exists. */
  private String narrowed(AttributePath path, String value, String exact) {
    return Optional.of(path.attribute().name())
        .filter(name -> path.extension().isEmpty())
        .map(table.narrowing()::get)
        .map(
            narrowing ->
                "(" + narrowing.replace("%s", bind(Folding.key(value))) + " and " + exact + ")")
        .orElse(exact);
  }

  private String present(AttributePath path) {
    requireKept(path);
    if (path.attribute().name().equals("meta") && path.sub().isEmpty()) {
      return "true";
    }
    if (path.attribute().multiValued() && path.sub().isEmpty()) {
      return "exists (select 1 from " + elements(path) + " as p(v))";
    }
    return path.target().isComplex()
        ? "(" + json(path) + " is not null)"
        : any(
            path,
            actual -> table.column(path).isPresent() ? actual + " is not null" : actual + " <> ''");
  }

  /** Returns a test of the value of a path, or of any of its values. */
  private String any(AttributePath path, UnaryOperator<String> test) {
    if (!path.attribute().multiValued()) {
      return "(" + test.apply(text(path)) + ")";
    }
    String within = "e" + elements++;
    String value =
        path.sub()
            .map(sub -> "(" + within + ".v ->> " + bind(sub.name()) + ")")
            .orElse("(" + within + ".v #>> '{}')");
    return "exists (select 1 from %s as %s(v) where %s)"
        .formatted(elements(path), within, test.apply(value));
  }

  /** Returns the expression of a single simple value. */
  String text(AttributePath path) {
    return table
        .column(path)
        .orElseGet(
            () ->
                path.sub().isPresent()
                    ? "(" + json(path) + " ->> " + bind(path.sub().get().name()) + ")"
                    : "(" + owner(path) + " ->> " + bind(path.attribute().name()) + ")");
  }

  private String json(AttributePath path) {
    return "(" + owner(path) + " -> " + bind(path.attribute().name()) + ")";
  }

  private String owner(AttributePath path) {
    return path.extension()
        .map(schema -> "(t.search -> " + bind(schema.id()) + ")")
        .orElse("t.search");
  }

  /** Returns the values of a multi-valued attribute, as a query of one jsonb column. */
  String elements(AttributePath path) {
    return Optional.ofNullable(table.elements().get(path.toString().split("\\.", -1)[0]))
        .orElseGet(() -> "jsonb_array_elements(" + json(path) + ")");
  }

  private String test(Filter.Compare compare, String actual) {
    String value = bind(value(compare));
    return switch (compare.path().target().type()) {
      case INTEGER, DECIMAL ->
          "cast(%s as numeric) %s cast(%s as numeric)"
              .formatted(actual, sign(compare.operator()), value);
      case DATE_TIME ->
          table.column(compare.path()).isPresent()
              ? "%s %s cast(%s as timestamptz)".formatted(actual, sign(compare.operator()), value)
              : ordered(compare.operator(), actual, value);
      case STRING, REFERENCE, BOOLEAN, BINARY, COMPLEX ->
          switch (compare.operator()) {
            case CO -> "strpos(%s, %s) > 0".formatted(actual, value);
            case SW -> "starts_with(%s, %s)".formatted(actual, value);
            case EW -> "right(%1$s, length(%2$s)) = %2$s".formatted(actual, value);
            case EQ, NE, GT, GE, LT, LE -> ordered(compare.operator(), actual, value);
          };
    };
  }

  private static String ordered(Operator operator, String actual, String value) {
    return operator == Operator.EQ
        ? actual + " = " + value
        : actual + " collate \"C\" " + sign(operator) + " " + value;
  }

  private String value(Filter.Compare compare) {
    return compare.path().target().type() == Attribute.Type.DATE_TIME
            && table.column(compare.path()).isPresent()
        ? Folding.instant(compare.value().asText()).map(Instant::toString).orElseThrow()
        : compare.comparable();
  }

  private static String sign(Operator operator) {
    return switch (operator) {
      case EQ -> "=";
      case NE -> "<>";
      case GT -> ">";
      case GE -> ">=";
      case LT -> "<";
      case LE -> "<=";
      case CO, SW, EW -> throw new IllegalArgumentException("not an order: " + operator);
    };
  }

  /** Binds a value to a name of its own. */
  String bind(String value) {
    String parameter = "p" + parameters.size();
    parameters.put(parameter, value);
    return "cast(:" + parameter + " as text)";
  }
}
