package io.bailiwick.gateway.schema.query;

import io.bailiwick.gateway.schema.AttributePath;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.filter.Filter;
import io.bailiwick.gateway.schema.filter.Filter.Operator;
import java.util.Map;
import java.util.Set;

/**
 * Decides whether an index finds the resources of a filter, so that not all of an organization are
 * read.
 */
final class Selectivity {
  private static final Map<String, Set<String>> INDEXED =
      Map.of(
          ResourceType.USER.name(),
          Set.of(
              "id", "externalId", "userName", "emails", "emails.value", "groups", "groups.value"),
          ResourceType.GROUP.name(),
          Set.of("id", "externalId", "displayName", "members", "members.value"));

  private Selectivity() {}

  static boolean isSelective(ResourceType type, Filter filter) {
    return switch (filter) {
      case Filter.And and -> isSelective(type, and.left()) || isSelective(type, and.right());
      case Filter.Or or -> isSelective(type, or.left()) && isSelective(type, or.right());
      case Filter.Compare compare ->
          compare.operator() == Operator.EQ && isIndexed(type, compare.path());
      case Filter.ValuePath path -> isIndexed(type, path.path()) && namesValue(path.filter());
      case Filter.Not _, Filter.Present _ -> false;
    };
  }

  /** Returns the number of conditions that are checked for each resource. */
  static int conditions(Filter filter) {
    return switch (filter) {
      case Filter.And and -> conditions(and.left()) + conditions(and.right());
      case Filter.Or or -> conditions(or.left()) + conditions(or.right());
      case Filter.Not not -> conditions(not.filter());
      case Filter.ValuePath path -> conditions(path.filter());
      case Filter.Compare _, Filter.Present _ -> 1;
    };
  }

  private static boolean isIndexed(ResourceType type, AttributePath path) {
    return path.extension().isEmpty()
        && INDEXED.getOrDefault(type.name(), Set.of()).contains(path.toString());
  }

  private static boolean namesValue(Filter filter) {
    return switch (filter) {
      case Filter.And and -> namesValue(and.left()) || namesValue(and.right());
      case Filter.Compare compare ->
          compare.operator() == Operator.EQ && compare.path().toString().equals("value");
      case Filter.Or _, Filter.Not _, Filter.Present _, Filter.ValuePath _ -> false;
    };
  }
}
