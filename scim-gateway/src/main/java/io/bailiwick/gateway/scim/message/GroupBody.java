package io.bailiwick.gateway.scim.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.rules.GroupCommand;
import io.bailiwick.gateway.directory.rules.MemberChange;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Resources;
import io.bailiwick.gateway.schema.patch.PatchOperation;
import io.bailiwick.gateway.schema.patch.Strictness;
import java.util.Set;

/**
 * The body of a request on a group, which becomes a command. Its members are separate from the
 * rest.
 *
 * @param type groups with the schemas of the organization
 * @param leniency the client's permitted deviations from the RFC
 */
public record GroupBody(ResourceType type, ObjectNode body, Leniency leniency)
    implements ResourceBody<GroupCommand> {

  @Override
  public GroupCommand.Create create() {
    if (leniency == Leniency.STRICT) {
      Strictness.resource(type, body);
    }
    ObjectNode rest = body.deepCopy();
    MemberChange members = MemberEdits.takeFrom(rest);
    return new GroupCommand.Create(Resources.read(type, rest), members);
  }

  @Override
  public GroupCommand.Replace replace(Set<Long> ifVersions) {
    GroupCommand.Create whole = create();
    return new GroupCommand.Replace(type, whole.resource(), whole.members(), ifVersions);
  }

  @Override
  public GroupCommand.Change change(Set<Long> ifVersions) {
    MemberEdits edits = MemberEdits.of(PatchOperation.read(type, body, leniency));
    return new GroupCommand.Change(type, edits.others(), edits.members(), ifVersions);
  }

  @Override
  public GroupCommand.Delete delete(Set<Long> ifVersions) {
    return new GroupCommand.Delete(ifVersions);
  }
}
