package io.bailiwick.gateway.scim.bulk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.scim.schema.ResourceType;
import java.util.Optional;

/**
 * One operation of a bulk request.
 *
 * @param nth its place in the request, from 0
 * @param id the resource that it is about, maybe as a reference; empty for POST
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

  /** The methods that RFC 7644 section 3.7 has. */
  public enum Method {
    POST,
    PUT,
    PATCH,
    DELETE
  }
}
