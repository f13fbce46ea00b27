package io.bailiwick.gateway.scim.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ResourceTypes;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.scim.bulk.BulkOperation.Method;
import io.bailiwick.gateway.scim.message.RefusedRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A bulk request, RFC 7644 section 3.7. A request that is not understood to its end is rejected
 * before any operation is done.
 *
 * @param failOnErrors the number of failed operations after which no more are carried out
 */
public record BulkRequest(int failOnErrors, List<BulkOperation> operations) {
  /** A single segment of a path. */
  private static final Pattern ID = Pattern.compile("[^/?#]+");

  public BulkRequest {
    operations = List.copyOf(operations);
  }

  /**
   * Reads a request.
   *
   * @param most the most operations that it may have
   * @throws ScimException invalidSyntax or invalidValue naming the member, or a 413
   */
  public static BulkRequest read(ObjectNode body, int most) {
    JsonNode listed = body.path("Operations");
    if (!listed.isArray() || listed.isEmpty()) {
      throw syntax("Operations must be a list of at least one operation.");
    }
    if (listed.size() > most) {
      throw new RefusedRequest(
          413,
          "The request has %d operations; %d are the most (maxOperations)."
              .formatted(listed.size(), most));
    }
    List<BulkOperation> operations = new ArrayList<>();
    Set<String> bulkIds = new HashSet<>();
    for (JsonNode operation : listed) {
      BulkOperation read = operation(operation, operations.size());
      if (read.bulkId().isPresent() && !bulkIds.add(read.bulkId().get())) {
        throw new ScimException(
            ScimType.INVALID_VALUE, name(read.nth(), "bulkId") + " is that of another operation.");
      }
      operations.add(read);
    }
    return new BulkRequest(failOnErrors(body.path("failOnErrors")), operations);
  }

  private static int failOnErrors(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return Integer.MAX_VALUE;
    }
    if (!value.isInt() || value.intValue() < 1) {
      throw new ScimException(ScimType.INVALID_VALUE, "failOnErrors must be an integer above 0.");
    }
    return value.intValue();
  }

  private static BulkOperation operation(JsonNode json, int nth) {
    if (!json.isObject()) {
      throw syntax("Operations[" + nth + "] must be an object.");
    }
    Method method = method(text(json, nth, "method"), nth);
    String path =
        text(json, nth, "path").orElseThrow(() -> syntax(name(nth, "path") + " is required."));
    Optional<String> bulkId = text(json, nth, "bulkId");
    if (method == Method.POST && bulkId.isEmpty()) {
      throw syntax(name(nth, "bulkId") + " is required for POST.");
    }
    ResourceType type = type(path, method, nth);
    String id = path.substring(type.endpoint().length());
    return new BulkOperation(
        nth,
        method,
        type,
        id.isEmpty() ? Optional.empty() : Optional.of(id.substring(1)),
        bulkId,
        text(json, nth, "version"),
        method == Method.DELETE ? JsonNodeFactory.instance.objectNode() : data(json, nth));
  }

  private static Method method(Optional<String> text, int nth) {
    return Arrays.stream(Method.values())
        .filter(method -> text.filter(method.name()::equals).isPresent())
        .findFirst()
        .orElseThrow(() -> syntax(name(nth, "method") + " must be POST, PUT, PATCH or DELETE."));
  }

  /** Returns the type of a path: of an endpoint for a POST, of a resource for other methods. */
  private static ResourceType type(String path, Method method, int nth) {
    return ResourceTypes.STANDARD.all().stream()
        .filter(
            type ->
                method == Method.POST
                    ? path.equals(type.endpoint())
                    : path.startsWith(type.endpoint() + "/")
                        && ID.matcher(path.substring(type.endpoint().length() + 1)).matches())
        .findFirst()
        .orElseThrow(
            () ->
                new ScimException(
                    ScimType.INVALID_VALUE,
                    name(nth, "path")
                        + (method == Method.POST
                            ? " must be /Users or /Groups."
                            : " must be /Users/{id} or /Groups/{id}.")));
  }

  private static ObjectNode data(JsonNode json, int nth) {
    if (json.path("data") instanceof ObjectNode data) {
      return data;
    }
    throw syntax(name(nth, "data") + " must be an object.");
  }

  private static Optional<String> text(JsonNode json, int nth, String member) {
    JsonNode value = json.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw syntax(name(nth, member) + " must be a string.");
    }
    return Optional.of(value.textValue()).filter(text -> !text.isEmpty());
  }

  private static String name(int nth, String member) {
    return "Operations[" + nth + "]." + member;
  }

  private static ScimException syntax(String detail) {
    return new ScimException(ScimType.INVALID_SYNTAX, detail);
  }
}
