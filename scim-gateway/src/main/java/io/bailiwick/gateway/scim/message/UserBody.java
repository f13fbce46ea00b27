package io.bailiwick.gateway.scim.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.rules.IdentityCommand;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Resources;
import io.bailiwick.gateway.schema.patch.PatchOperation;
import io.bailiwick.gateway.schema.patch.Strictness;
import java.util.Set;

/**
 * The body of a request on a user, which becomes a command.
 *
 * @param type users with the schemas of the organization
 * @param leniency the client's permitted deviations from the RFC
 */
public record UserBody(ResourceType type, ObjectNode body, Leniency leniency)
    implements ResourceBody<IdentityCommand> {

  @Override
  public IdentityCommand.Create create() {
    return new IdentityCommand.Create(type, resource());
  }

  @Override
  public IdentityCommand.Replace replace(Set<Long> ifVersions) {
    return new IdentityCommand.Replace(type, resource(), ifVersions);
  }

  @Override
  public IdentityCommand.Change change(Set<Long> ifVersions) {
    return new IdentityCommand.Change(type, PatchOperation.read(type, body, leniency), ifVersions);
  }

  @Override
  public IdentityCommand.Delete delete(Set<Long> ifVersions) {
    return new IdentityCommand.Delete(ifVersions);
  }

  private ObjectNode resource() {
    if (leniency == Leniency.STRICT) {
      Strictness.resource(type, body);
    }
    return Resources.read(type, body);
  }
}
