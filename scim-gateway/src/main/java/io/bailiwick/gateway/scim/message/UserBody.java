package io.bailiwick.gateway.scim.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.rules.IdentityCommand;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Resources;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.patch.PatchOperation;
import io.bailiwick.gateway.schema.patch.Strictness;
import java.util.Set;

/**
 * The body of a request on a user, which becomes a command.
 *
 * @param type users with the schemas of the organization
 * @param leniency the client's permitted deviations from the RFC
 */
public record UserBody(ResourceType type, ObjectNode body, Leniency leniency) {

  /**
   * Returns the command of a POST.
   *
   * @throws ScimException naming what is wrong with the body
   */
  public IdentityCommand.Create create() {
    return new IdentityCommand.Create(type, resource());
  }

  /**
   * Returns the command of a PUT.
   *
   * @param ifVersions the versions of which the user must have one; empty if any will do
   * @throws ScimException naming what is wrong with the body
   */
  public IdentityCommand.Replace replace(Set<Long> ifVersions) {
    return new IdentityCommand.Replace(type, resource(), ifVersions);
  }

  /**
   * Returns the command of a PATCH.
   *
   * @param ifVersions the versions of which the user must have one; empty if any will do
   * @throws ScimException naming what is wrong with the body
   */
  public IdentityCommand.Change change(Set<Long> ifVersions) {
    return new IdentityCommand.Change(type, PatchOperation.read(type, body, leniency), ifVersions);
  }

  private ObjectNode resource() {
    if (leniency == Leniency.STRICT) {
      Strictness.resource(type, body);
    }
    return Resources.read(type, body);
  }
}
