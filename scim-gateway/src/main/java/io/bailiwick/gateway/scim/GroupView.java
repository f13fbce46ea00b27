package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.GroupDirectory;
import io.bailiwick.gateway.directory.GroupMember;
import io.bailiwick.gateway.directory.rules.StoredGroup;
import io.bailiwick.gateway.schema.Attribute;
import io.bailiwick.gateway.schema.Projection;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.scim.Representation.Reference;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Groups with their members (RFC 7643 section 4.2). Members are read only if an answer shows them,
 * so that a change costs the same for groups of any size.
 */
@ApplicationScoped
class GroupView implements ResourceView<StoredGroup> {
  private static final Attribute MEMBERS =
      ResourceType.GROUP.coreAttribute("members").orElseThrow();

  private final ScimCaller caller;
  private final GroupDirectory groups;
  private final Representation representation;

  GroupView(ScimCaller caller, GroupDirectory groups, Representation representation) {
    this.caller = caller;
    this.groups = groups;
    this.representation = representation;
  }

  @Override
  public ResourceType type() {
    return caller.types().group();
  }

  @Override
  public Uni<List<ObjectNode>> of(List<StoredGroup> found, Projection projection) {
    List<String> shown =
        projection.holds(MEMBERS) ? found.stream().map(StoredGroup::id).toList() : List.of();
    return groups
        .members(caller.organization(), shown)
        .map(
            members ->
                found.stream()
                    .map(group -> group(group, members.getOrDefault(group.id(), List.of())))
                    .toList());
  }

  private ObjectNode group(StoredGroup group, List<GroupMember> members) {
    String user = ResourceType.USER.name();
    List<Reference> references =
        members.stream()
            .map(one -> new Reference(ResourceType.USER, one.identity(), one.display(), user))
            .toList();
    return representation.of(type(), group, "members", references);
  }

  @Override
  public Uni<Boolean> isPatchedSilently(StoredGroup group, Projection projection) {
    return projection.isExplicit() || !projection.holds(MEMBERS)
        ? Uni.createFrom().item(false)
        : groups.isPatchedSilently(caller.organization(), group.id(), caller.leniency());
  }
}
