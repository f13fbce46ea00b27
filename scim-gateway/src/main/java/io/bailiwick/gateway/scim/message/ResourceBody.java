package io.bailiwick.gateway.scim.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ScimException;
import java.util.Set;

/**
 * The body of a request on a user or a group, which becomes a command. The body of a DELETE is an
 * empty object.
 *
 * <p>{@code ifVersions} are the versions of which the resource must have one; empty if any will do.
 *
 * @param <C> the commands
 */
public sealed interface ResourceBody<C> permits UserBody, GroupBody {

  /**
   * Returns the command of a POST.
   *
   * @throws ScimException naming what is wrong with the body
   */
  C create();

  /**
   * Returns the command of a PUT.
   *
   * @throws ScimException naming what is wrong with the body
   */
  C replace(Set<Long> ifVersions);

  /**
   * Returns the command of a PATCH.
   *
   * @throws ScimException naming what is wrong with the body
   */
  C change(Set<Long> ifVersions);

  /** Returns the command of a DELETE. */
  C delete(Set<Long> ifVersions);

  /** The constructor of a body. */
  @FunctionalInterface
  interface Reader<C> {

    /**
     * Wraps a body.
     *
     * @param type the resource type with the schemas of the organization
     * @param leniency the client's permitted deviations from the RFC
     */
    ResourceBody<C> read(ResourceType type, ObjectNode body, Leniency leniency);
  }
}
