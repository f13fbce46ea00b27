package io.bailiwick.gateway.organizations;

import io.bailiwick.model.GroupLink;
import io.bailiwick.model.Organization;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.model.ResourceGroup.AutoJoin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides how a command changes the resource groups of an organization. Linked SCIM groups, and
 * members by hand or automatic membership, exclude each other when a link is created. So one source
 * at a time decides who is in a resource group.
 */
final class ResourceGroupRules {
  private ResourceGroupRules() {}

  /**
   * Decides on a command.
   *
   * @param hasMembers whether the resource group has members who were added by hand; counts for a
   *     link only
   */
  static Decision decide(Organization before, ResourceGroupCommand command, boolean hasMembers) {
    Optional<ResourceGroup> known = before.resourceGroup(command.name());
    if (command instanceof ResourceGroupCommand.Create(ResourceGroup group)) {
      return created(before, group, known.isPresent());
    }
    if (known.isEmpty()) {
      return new Refused(ResourceGroupRefusal.UNKNOWN);
    }
    ResourceGroup group = known.get();
    return switch (command) {
      case ResourceGroupCommand.Create _ -> throw new IllegalStateException("decided above");
      case ResourceGroupCommand.Change change ->
          changed(before, group, change.change().apply(group));
      case ResourceGroupCommand.Delete _ -> next(before, group, Optional.empty());
      case ResourceGroupCommand.Link link -> linked(before, group, link.link(), hasMembers);
      case ResourceGroupCommand.Unlink unlink -> unlinked(before, group, unlink.scimGroup());
    };
  }

  private static Decision created(Organization before, ResourceGroup group, boolean isTaken) {
    if (isTaken) {
      return new Refused(ResourceGroupRefusal.NAME_TAKEN);
    }
    if (before.resourceGroups().size() >= Organization.MOST_RESOURCE_GROUPS) {
      return new Refused(ResourceGroupRefusal.TOO_MANY);
    }
    List<ResourceGroup> more = new ArrayList<>(before.resourceGroups());
    more.add(group);
    return new Next(before.resourceGroups(more));
  }

  private static Decision changed(Organization before, ResourceGroup group, ResourceGroup after) {
    return group.hasLinks() && after.autoJoin() != AutoJoin.NONE
        ? new Refused(ResourceGroupRefusal.LINKED)
        : next(before, group, Optional.of(after));
  }

  private static Decision linked(
      Organization before, ResourceGroup group, GroupLink link, boolean hasMembers) {
    List<GroupLink> links = new ArrayList<>(group.links());
    Optional<GroupLink> known = link(group, link.group());
    if (known.isPresent()) {
      links.set(links.indexOf(known.get()), link);
      return next(before, group, Optional.of(group.links(links)));
    }
    if (hasMembers) {
      return new Refused(ResourceGroupRefusal.HAS_MEMBERS);
    }
    if (group.autoJoin() != AutoJoin.NONE) {
      return new Refused(ResourceGroupRefusal.JOINS_AUTOMATICALLY);
    }
    if (links.size() >= ResourceGroup.MOST_LINKS) {
      return new Refused(ResourceGroupRefusal.TOO_MANY_LINKS);
    }
    links.add(link);
    return next(before, group, Optional.of(group.links(links)));
  }

  private static Decision unlinked(Organization before, ResourceGroup group, String scimGroup) {
    return link(group, scimGroup)
        .map(
            known ->
                next(
                    before,
                    group,
                    Optional.of(
                        group.links(
                            group.links().stream().filter(one -> !one.equals(known)).toList()))))
        .orElseGet(() -> new Refused(ResourceGroupRefusal.UNKNOWN_LINK));
  }

  /** Returns the link that was made with a text. */
  static Optional<GroupLink> link(ResourceGroup group, String scimGroup) {
    return group.links().stream().filter(one -> one.group().equals(scimGroup)).findFirst();
  }

  private static Decision next(
      Organization before, ResourceGroup group, Optional<ResourceGroup> after) {
    List<ResourceGroup> groups = new ArrayList<>(before.resourceGroups());
    groups.remove(group);
    after.ifPresent(groups::add);
    return new Next(before.resourceGroups(groups));
  }

  /** The decision on a command. */
  sealed interface Decision {}

  /** The organization after the command. */
  record Next(Organization organization) implements Decision {}

  /** Nothing changes. */
  record Refused(ResourceGroupRefusal reason) implements Decision {}
}
