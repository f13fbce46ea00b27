package io.bailiwick.gateway.schema.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.gateway.schema.Attribute;
import io.bailiwick.gateway.schema.AttributePath;
import io.bailiwick.gateway.schema.Folding;
import java.math.BigDecimal;
import java.util.stream.StreamSupport;

/** Decides whether a filter matches a resource, or one value of a complex attribute. */
public final class Matching {
  private Matching() {}

  /** Evaluates a filter in memory. */
  public static boolean matches(Filter filter, JsonNode resource) {
    return switch (filter) {
      case Filter.And and -> matches(and.left(), resource) && matches(and.right(), resource);
      case Filter.Or or -> matches(or.left(), resource) || matches(or.right(), resource);
      case Filter.Not not -> !matches(not.filter(), resource);
      case Filter.Present present -> isPresent(present.path(), resource);
      case Filter.ValuePath path ->
          any(at(path.path(), resource), value -> matches(path.filter(), value));
      case Filter.Compare compare -> compare(compare, resource);
    };
  }

  private static boolean compare(Filter.Compare compare, JsonNode resource) {
    AttributePath path = compare.path();
    return compare.operator() == Filter.Operator.NE
        ? !anyHolds(path, Filter.Operator.EQ, compare.comparable(), resource)
        : anyHolds(path, compare.operator(), compare.comparable(), resource);
  }

  private static boolean anyHolds(
      AttributePath path, Filter.Operator operator, String wanted, JsonNode resource) {
    return any(at(path, resource), value -> holds(path.target(), operator, value, wanted));
  }

  private static boolean isPresent(AttributePath path, JsonNode resource) {
    return any(
        at(path, resource),
        value ->
            value.isContainerNode()
                ? !value.isEmpty()
                : !value.isNull() && !value.asText().isEmpty());
  }

  private static JsonNode at(AttributePath path, JsonNode resource) {
    JsonNode owner =
        path.extension().isPresent() ? resource.path(path.extension().get().id()) : resource;
    JsonNode value = owner.path(path.attribute().name());
    if (path.sub().isEmpty()) {
      return value;
    }
    String sub = path.sub().get().name();
    if (!value.isArray()) {
      return value.path(sub);
    }
    var values = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
    value.forEach(element -> values.add(element.path(sub)));
    return values;
  }

  private static boolean any(JsonNode values, java.util.function.Predicate<JsonNode> test) {
    if (values.isMissingNode()) {
      return false;
    }
    return values.isArray()
        ? StreamSupport.stream(values.spliterator(), false)
            .anyMatch(value -> !value.isMissingNode() && test.test(value))
        : test.test(values);
  }

  private static boolean holds(
      Attribute attribute, Filter.Operator operator, JsonNode value, String wanted) {
    if (value.isNumber()) {
      return ordered(operator, value.decimalValue().compareTo(new BigDecimal(wanted)));
    }
    String actual = Folding.comparable(attribute, value);
    return switch (operator) {
      case CO -> actual.contains(wanted);
      case SW -> actual.startsWith(wanted);
      case EW -> actual.endsWith(wanted);
      case EQ, NE, GT, GE, LT, LE -> ordered(operator, Folding.compare(actual, wanted));
    };
  }

  private static boolean ordered(Filter.Operator operator, int comparison) {
    return switch (operator) {
      case EQ -> comparison == 0;
      case NE -> comparison != 0;
      case GT -> comparison > 0;
      case GE -> comparison >= 0;
      case LT -> comparison < 0;
      case LE -> comparison <= 0;
      case CO, SW, EW -> false;
    };
  }
}
