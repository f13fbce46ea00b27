package io.bailiwick.gateway.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.gateway.directory.UserName;
import io.bailiwick.gateway.scim.filter.Filter;
import io.bailiwick.gateway.scim.schema.AttributePath;
import io.bailiwick.gateway.scim.schema.ScimError.ScimType;
import io.bailiwick.gateway.scim.schema.ScimException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A filter as a condition on rows. What cannot be expressed is refused, never left out: half a
 * filter would return too much.
 *
 * @param parameters the values, which never become part of the text
 */
record IdentityCondition(String hql, Map<String, Object> parameters) {

  /** The identities of an organization that are not deleted and meet the filter. */
  static IdentityCondition of(String organization, Optional<Filter> filter) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("organization", organization);
    String base = "organization = :organization and deleted = false";
    return new IdentityCondition(
        filter.map(given -> base + " and " + hql(given, parameters)).orElse(base), parameters);
  }

  private static String hql(Filter filter, Map<String, Object> parameters) {
    return switch (filter) {
      case Filter.And and ->
          join(
              " and ",
              chain(and, Filter.And.class, Filter.And::left, Filter.And::right),
              parameters);
      case Filter.Or or ->
          join(" or ", chain(or, Filter.Or.class, Filter.Or::left, Filter.Or::right), parameters);
      case Filter.Compare compare -> compare(compare, parameters);
      case Filter.Not _ -> throw unsupported("not");
      case Filter.Present _ -> throw unsupported("pr");
      case Filter.ValuePath path -> throw unsupported(path.path() + "[...]");
    };
  }

  /** The links of {@code a or b or c}, flat: nested as deep as they are many, they parse slowly. */
  private static <F extends Filter> List<Filter> chain(
      F filter, Class<F> kind, Function<F, Filter> left, Function<F, Filter> right) {
    Deque<Filter> links = new ArrayDeque<>();
    Filter rest = filter;
    while (kind.isInstance(rest)) {
      F link = kind.cast(rest);
      links.addFirst(right.apply(link));
      rest = left.apply(link);
    }
    links.addFirst(rest);
    return List.copyOf(links);
  }

  private static String join(String operator, List<Filter> links, Map<String, Object> parameters) {
    return links.stream()
        .map(link -> hql(link, parameters))
        .collect(Collectors.joining(operator, "(", ")"));
  }

  private static String compare(Filter.Compare compare, Map<String, Object> parameters) {
    AttributePath path = compare.path();
    if (compare.operator() != Filter.Operator.EQ) {
      throw unsupported(path + " " + compare.operator());
    }
    String parameter = "p" + parameters.size();
    return switch (path.extension().isPresent() ? "" : path.attribute().name()) {
      case "userName" -> {
        parameters.put(parameter, UserName.key(text(compare.value(), path)));
        yield "userNameKey = :" + parameter;
      }
      case "externalId" -> {
        parameters.put(parameter, text(compare.value(), path));
        yield "externalId = :" + parameter;
      }
      case "id" -> {
        parameters.put(parameter, text(compare.value(), path));
        yield "id = :" + parameter;
      }
      default -> throw unsupported(path.toString());
    };
  }

  private static String text(JsonNode value, AttributePath path) {
    if (!value.isTextual()) {
      throw new ScimException(ScimType.INVALID_FILTER, path + " can be compared to a string only.");
    }
    if (value.textValue().indexOf('\0') >= 0) {
      throw new ScimException(ScimType.INVALID_FILTER, path + " cannot hold U+0000.");
    }
    return value.textValue();
  }

  private static ScimException unsupported(String what) {
    return new ScimException(
        ScimType.INVALID_FILTER,
        "This service cannot filter by "
            + what
            + ": it takes eq on userName, externalId and id, with and, or.");
  }
}
