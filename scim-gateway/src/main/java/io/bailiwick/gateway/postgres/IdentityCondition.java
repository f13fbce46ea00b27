package io.bailiwick.gateway.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.gateway.directory.UserName;
import io.bailiwick.gateway.scim.filter.Filter;
import io.bailiwick.gateway.scim.schema.AttributePath;
import io.bailiwick.gateway.scim.schema.ScimError.ScimType;
import io.bailiwick.gateway.scim.schema.ScimException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

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
          "(" + hql(and.left(), parameters) + " and " + hql(and.right(), parameters) + ")";
      case Filter.Or or ->
          "(" + hql(or.left(), parameters) + " or " + hql(or.right(), parameters) + ")";
      case Filter.Compare compare -> compare(compare, parameters);
      case Filter.Not _ -> throw unsupported("not");
      case Filter.Present _ -> throw unsupported("pr");
      case Filter.ValuePath path -> throw unsupported(path.path() + "[...]");
    };
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
