package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.model.Revision;
import java.time.Instant;
import java.util.Optional;

/**
 * A group as the gateway stores it. Its members are rows of their own, and a change never loads
 * them.
 *
 * @param version 1, 2, 3 ...; it grows by one with each change of attributes or members
 * @param resource the SCIM attributes without {@code members}
 */
public record StoredGroup(
    String id,
    String organization,
    long version,
    ObjectNode resource,
    Instant createdAt,
    Instant changedAt)
    implements StoredResource {

  public String displayName() {
    return resource.path("displayName").asText();
  }

  public Optional<String> externalId() {
    return Optional.ofNullable(resource.path("externalId").textValue());
  }

  @Override
  public Optional<Revision> revision() {
    return Optional.empty();
  }

  /** Tells whether another version of the group has other attributes. */
  public boolean differsFrom(StoredGroup other) {
    return !resource.equals(other.resource);
  }

  /** Returns its next version. */
  StoredGroup next(ObjectNode after, Instant now) {
    return new StoredGroup(id, organization, version + 1, after, createdAt, now);
  }
}
