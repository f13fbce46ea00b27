package io.bailiwick.gateway.scim.bulk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One operation of a bulk request.
 *
 * @param nth its place in the request, from 0
 * @param id the id of its resource, possibly as a reference; empty for POST
 * @param bulkId the name by which other operations refer to that resource
 * @param version the entity tag that the resource must have
 * @param data an empty object for DELETE
 */
public record BulkOperation(
    int nth,
    Method method,
    ResourceType type,
    Optional<String> id,
    Optional<String> bulkId,
    Optional<String> version,
    ObjectNode data) {

  /**
   * Returns the same operation with ids in place of the names that it refers to.
   *
   * @param leftOut names that have no id yet; values that hold one of them are left out
   */
  public BulkOperation resolved(Map<String, String> ids, Set<String> leftOut) {
    return new BulkOperation(
        nth,
        method,
        type,
        id.map(text -> References.resolve(text, ids)),
        bulkId,
        version,
        References.resolve(data, ids, leftOut));
  }

  /** The methods of RFC 7644 section 3.7. */
  public enum Method {
    POST,
    PUT,
    PATCH,
    DELETE
  }
}
