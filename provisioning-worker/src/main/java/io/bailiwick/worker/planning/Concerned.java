package io.bailiwick.worker.planning;

import io.bailiwick.model.GroupLink;
import io.bailiwick.model.Organization;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.model.ResourceGroup.AutoJoin;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The accounts that a change of an organization's settings can change, so that no others are
 * planned anew. An account is concerned if one of the components names it.
 *
 * @param everyone all accounts of the organization
 * @param withoutHandle the accounts without a handle
 * @param scimGroups the members of these SCIM groups, by their ids
 * @param resourceGroups the accounts with a grant in these resource groups
 * @param assigned the accounts with a role by hand in these resource groups
 */
public record Concerned(
    boolean everyone,
    boolean withoutHandle,
    Set<String> scimGroups,
    Set<String> resourceGroups,
    Set<String> assigned) {

  /** No account. */
  public static final Concerned NOBODY = new Concerned(false, false, Set.of(), Set.of(), Set.of());

  /** All accounts of the organization. */
  public static final Concerned EVERYONE = new Concerned(true, false, Set.of(), Set.of(), Set.of());

  public Concerned {
    scimGroups = Set.copyOf(scimGroups);
    resourceGroups = Set.copyOf(resourceGroups);
    assigned = Set.copyOf(assigned);
  }

  /** Returns the accounts whose plan can differ between two versions of the settings. */
  public static Concerned between(Organization before, Organization after) {
    if (before.defaultRole() != after.defaultRole()
        || !before.signIn().roleMapping().equals(after.signIn().roleMapping())
        || !before.signIn().resourceGroupMapping().equals(after.signIn().resourceGroupMapping())
        || !before.signIn().claimSeparator().equals(after.signIn().claimSeparator())) {
      return EVERYONE;
    }
    Concerned concerned =
        new Concerned(
            false,
            !before.handles().equals(after.handles()),
            roleGroups(before.roles(), after.roles()),
            Set.of(),
            Set.of());
    Set<String> names = new TreeSet<>();
    before.resourceGroups().forEach(group -> names.add(group.name()));
    after.resourceGroups().forEach(group -> names.add(group.name()));
    for (String name : names) {
      Optional<ResourceGroup> old = before.resourceGroup(name);
      Optional<ResourceGroup> present = after.resourceGroup(name);
      concerned =
          concerned.and(
              old.isPresent() && present.isPresent()
                  ? changed(old.get(), present.get())
                  : present.map(added -> added(added, after)).orElseGet(() -> removed(name)));
    }
    return concerned;
  }

  private static Set<String> roleGroups(RoleSettings before, RoleSettings after) {
    return before.conflict() == after.conflict()
        ? changedIds(before.groupLinks(), after.groupLinks())
        : ids(entries(before.groupLinks()), entries(after.groupLinks()));
  }

  private static Concerned changed(ResourceGroup before, ResourceGroup after) {
    Concerned byLinks = ofScimGroups(changedIds(before.links(), after.links()));
    if (before.autoJoin() == after.autoJoin()
        && before.autoJoinRole().equals(after.autoJoinRole())) {
      return byLinks;
    }
    boolean onlyMembers =
        after.autoJoin() == AutoJoin.NONE
            || before.autoJoin() == AutoJoin.ALL
            || before.autoJoin() == after.autoJoin();
    return onlyMembers ? byLinks.and(removed(after.name())) : EVERYONE;
  }

  private static Concerned added(ResourceGroup group, Organization after) {
    boolean isMapped =
        after.signIn().resourceGroupMapping().stream()
            .flatMap(mapping -> mapping.rules().stream())
            .anyMatch(rule -> rule.resourceGroup().equals(group.name()));
    return isMapped || group.autoJoin() != AutoJoin.NONE
        ? EVERYONE
        : new Concerned(
            false, false, ids(entries(group.links()), List.of()), Set.of(), Set.of(group.name()));
  }

  private static Concerned removed(String resourceGroup) {
    return new Concerned(false, false, Set.of(), Set.of(resourceGroup), Set.of());
  }

  private static Concerned ofScimGroups(Set<String> ids) {
    return new Concerned(false, false, ids, Set.of(), Set.of());
  }

  /**
   * Returns the SCIM groups whose members other links than before give something. Links that stay,
   * but in another order, concern all members: the order decides between links of equal roles.
   */
  private static Set<String> changedIds(List<GroupLink> before, List<GroupLink> after) {
    List<Entry> old = entries(before);
    List<Entry> present = entries(after);
    Set<Entry> both = new HashSet<>(old);
    both.retainAll(new HashSet<>(present));
    List<Entry> oldOrder = old.stream().filter(both::contains).toList();
    if (!oldOrder.equals(present.stream().filter(both::contains).toList())) {
      return ids(old, present);
    }
    return ids(
        old.stream().filter(entry -> !both.contains(entry)).toList(),
        present.stream().filter(entry -> !both.contains(entry)).toList());
  }

  private static List<Entry> entries(List<GroupLink> links) {
    List<Entry> entries = new ArrayList<>();
    for (GroupLink link : links) {
      link.ids().forEach(id -> entries.add(new Entry(link.group(), link.role(), id)));
    }
    return entries;
  }

  private static Set<String> ids(List<Entry> some, List<Entry> others) {
    Set<String> ids = new TreeSet<>();
    some.forEach(entry -> ids.add(entry.id()));
    others.forEach(entry -> ids.add(entry.id()));
    return ids;
  }

  /** Returns the accounts that one or the other names. */
  public Concerned and(Concerned other) {
    return everyone || other.everyone
        ? EVERYONE
        : new Concerned(
            false,
            withoutHandle || other.withoutHandle,
            union(scimGroups, other.scimGroups),
            union(resourceGroups, other.resourceGroups),
            union(assigned, other.assigned));
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }

  /** Returns whether no account is concerned. */
  public boolean isNobody() {
    return Objects.equals(this, NOBODY);
  }

  /** What a link says of one SCIM group. */
  private record Entry(String group, Role role, String id) {}
}
