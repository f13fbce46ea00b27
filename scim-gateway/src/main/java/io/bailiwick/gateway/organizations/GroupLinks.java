package io.bailiwick.gateway.organizations;

import io.bailiwick.model.GroupLink;
import io.bailiwick.model.Organization;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.model.RoleSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The links of an organization to SCIM groups. A link names a group by its id or display name; its
 * {@code ids} are the groups that it names now.
 */
final class GroupLinks {
  private GroupLinks() {}

  /** Returns the texts by which links name groups. */
  static Set<String> names(Organization organization) {
    Set<String> names = new TreeSet<>();
    Stream.concat(
            organization.roles().groupLinks().stream(),
            organization.resourceGroups().stream().flatMap(group -> group.links().stream()))
        .map(GroupLink::group)
        .forEach(names::add);
    return names;
  }

  /** Returns the number of links. */
  static int count(Organization organization) {
    return organization.roles().groupLinks().size()
        + organization.resourceGroups().stream().mapToInt(group -> group.links().size()).sum();
  }

  /**
   * Returns an organization whose links have the ids of the groups that they name.
   *
   * @param named the ids of groups, by the texts that name them
   */
  static Organization resolved(Organization organization, Map<String, List<String>> named) {
    return with(organization, link -> link.to(named.getOrDefault(link.group(), List.of())));
  }

  /**
   * Returns an organization whose links follow one group; the ids of other groups stay.
   *
   * @param name the display name of the group; empty if the group is deleted
   */
  static Organization following(Organization organization, String group, Optional<String> name) {
    return with(
        organization,
        link -> {
          boolean isNamed =
              name.filter(text -> text.equals(link.group()) || group.equals(link.group()))
                  .isPresent();
          List<String> ids = new ArrayList<>(link.ids());
          ids.remove(group);
          if (isNamed) {
            ids.add(group);
          }
          return link.to(ids);
        });
  }

  private static Organization with(Organization organization, UnaryOperator<GroupLink> change) {
    RoleSettings roles = organization.roles();
    return OrganizationSettings.of(organization)
        .roles(new RoleSettings(changed(roles.groupLinks(), change), roles.conflict()))
        .on(organization, organization.changedAt())
        .resourceGroups(
            organization.resourceGroups().stream().map(group -> with(group, change)).toList());
  }

  private static ResourceGroup with(ResourceGroup group, UnaryOperator<GroupLink> change) {
    return group.hasLinks() ? group.links(changed(group.links(), change)) : group;
  }

  private static List<GroupLink> changed(List<GroupLink> links, UnaryOperator<GroupLink> change) {
    return links.stream().map(change).toList();
  }
}
