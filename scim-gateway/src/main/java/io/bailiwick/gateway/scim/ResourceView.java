package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.rules.StoredResource;
import io.bailiwick.gateway.schema.Projection;
import io.bailiwick.gateway.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** The view that a client has of its organization's users or groups. */
interface ResourceView<S extends StoredResource> {

  /** Returns their type with the schemas of the caller's organization. */
  ResourceType type();

  /**
   * Represents resources in full, except that references between users and groups are read only if
   * the answer shows them.
   */
  Uni<List<ObjectNode>> of(List<S> resources, Projection projection);

  /** Tells whether the answer to a PATCH is a 204, without the resource. */
  Uni<Boolean> isPatchedSilently(S resource, Projection projection);
}
