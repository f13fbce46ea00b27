package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.SearchDocument;
import java.time.Instant;
import java.util.Optional;

/**
 * A group as the gateway keeps it; its members are rows of their own and never loaded to change it.
 *
 * @param version 1, 2, 3 ...; one more whenever its attributes or its members change
 * @param resource the SCIM attributes without {@code members}
 */
public record StoredGroup(
    String id,
    String organization,
    long version,
    ObjectNode resource,
    Instant createdAt,
    Instant changedAt) {

  public String displayName() {
    return resource.path("displayName").asText();
  }

  public Optional<String> externalId() {
    return Optional.ofNullable(resource.path("externalId").textValue());
  }

  /** Whether a version of it has other attributes. */
  public boolean differsFrom(StoredGroup other) {
    return !resource.equals(other.resource);
  }

  /** The next version of it. */
  StoredGroup next(ObjectNode after, Instant now) {
    return new StoredGroup(id, organization, version + 1, after, createdAt, now);
  }

  /** Its form that filters and orders of its type go by. */
  public ObjectNode search(ResourceType type) {
    ObjectNode search = SearchDocument.of(type, resource);
    search.put("id", id);
    search
        .putObject("meta")
        .put("created", createdAt.toString())
        .put("lastModified", changedAt.toString());
    return search;
  }
}
