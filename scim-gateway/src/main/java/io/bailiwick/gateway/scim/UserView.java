package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.GroupDirectory;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.schema.Attribute;
import io.bailiwick.gateway.schema.Projection;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.scim.Representation.Reference;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Users with the names of their groups (RFC 7643 section 4.1.2). */
@ApplicationScoped
class UserView implements ResourceView<StoredIdentity> {
  private static final Attribute GROUPS = ResourceType.USER.coreAttribute("groups").orElseThrow();

  private final ScimCaller caller;
  private final GroupDirectory groups;
  private final Representation representation;

  UserView(ScimCaller caller, GroupDirectory groups, Representation representation) {
    this.caller = caller;
    this.groups = groups;
    this.representation = representation;
  }

  @Override
  public ResourceType type() {
    return caller.types().user();
  }

  @Override
  public Uni<List<ObjectNode>> of(List<StoredIdentity> users, Projection projection) {
    Set<String> shown =
        projection.holds(GROUPS)
            ? users.stream().flatMap(user -> user.groups().stream()).collect(Collectors.toSet())
            : Set.of();
    return groups
        .names(caller.organization(), shown)
        .map(names -> users.stream().map(user -> user(user, names)).toList());
  }

  private ObjectNode user(StoredIdentity user, Map<String, String> groupNames) {
    List<Reference> references =
        user.groups().stream()
            .sorted()
            .flatMap(
                id ->
                    Optional.ofNullable(groupNames.get(id))
                        .map(name -> new Reference(ResourceType.GROUP, id, name, "direct"))
                        .stream())
            .toList();
    return representation.of(type(), user, "groups", references);
  }

  @Override
  public Uni<Boolean> isPatchedSilently(StoredIdentity user, Projection projection) {
    return Uni.createFrom().item(false);
  }
}
