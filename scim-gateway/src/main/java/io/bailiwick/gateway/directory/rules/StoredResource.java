package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.SearchDocument;
import io.bailiwick.model.Revision;
import java.time.Instant;
import java.util.Optional;

/** A user or a group as the gateway stores it. */
public sealed interface StoredResource permits StoredIdentity, StoredGroup {
  String id();

  String organization();

  /** Returns 1, 2, 3 ...; a change adds one. */
  long version();

  /** Returns the SCIM attributes. */
  ObjectNode resource();

  Instant createdAt();

  Instant changedAt();

  /** Returns the revision for which a check can wait; empty for a group, which has none. */
  Optional<Revision> revision();

  /** Returns the form to which filters and orders of its type apply. */
  default ObjectNode search(ResourceType type) {
    ObjectNode search = SearchDocument.of(type, resource());
    search.put("id", id());
    search
        .putObject("meta")
        .put("created", createdAt().toString())
        .put("lastModified", changedAt().toString());
    return search;
  }
}
