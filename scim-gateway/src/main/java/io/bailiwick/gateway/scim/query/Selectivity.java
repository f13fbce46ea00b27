package io.bailiwick.gateway.scim.query;

import io.bailiwick.gateway.scim.filter.Filter;
import io.bailiwick.gateway.scim.filter.Filter.Operator;
import io.bailiwick.gateway.scim.schema.AttributePath;
import java.util.Set;

/** Whether an index finds what a filter asks for, so that not all of an organization is read. */
final class Selectivity {
  private static final Set<String> INDEXED =
      Set.of(
          "id",
          "externalId",
          "userName",
          "displayName",
          "emails",
          "emails.value",
          "groups",
          "groups.value",
          "members",
          "members.value");

  private Selectivity() {}

  static boolean isSelective(Filter filter) {
    return switch (filter) {
      case Filter.And and -> isSelective(and.left()) || isSelective(and.right());
      case Filter.Or or -> isSelective(or.left()) && isSelective(or.right());
      case Filter.Compare compare -> compare.operator() == Operator.EQ && isIndexed(compare.path());
      case Filter.ValuePath path -> isIndexed(path.path()) && namesValue(path.filter());
      case Filter.Not _, Filter.Present _ -> false;
    };
  }

  /** How many conditions are looked at for each resource. */
  static int conditions(Filter filter) {
    return switch (filter) {
      case Filter.And and -> conditions(and.left()) + conditions(and.right());
      case Filter.Or or -> conditions(or.left()) + conditions(or.right());
      case Filter.Not not -> conditions(not.filter());
      case Filter.ValuePath path -> conditions(path.filter());
      case Filter.Compare _, Filter.Present _ -> 1;
    };
  }

  private static boolean isIndexed(AttributePath path) {
    return path.extension().isEmpty() && INDEXED.contains(path.toString());
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
