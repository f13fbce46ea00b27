package io.bailiwick.model;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The assignments that administrators made to a person by hand.
 *
 * @param role the role in the organization; counts if no source of the identity provider gives one
 * @param resourceGroups the roles in resource groups, by the names of those
 */
public record Assigned(Optional<Role> role, SortedMap<String, Role> resourceGroups) {

  /** Nothing is assigned. */
  public static final Assigned NOTHING = new Assigned(Optional.empty(), new TreeMap<>());

  public Assigned {
    role = Required.orEmpty(role);
    resourceGroups =
        Collections.unmodifiableSortedMap(
            resourceGroups == null ? new TreeMap<>() : new TreeMap<>(resourceGroups));
    resourceGroups.values().forEach(given -> ResourceGroup.requireGrantable("role", given));
  }

  /** Returns a copy with another role in the organization, or without one. */
  public Assigned role(Optional<Role> other) {
    return new Assigned(other, resourceGroups);
  }

  /** Returns a copy with a role in a resource group. */
  public Assigned in(String resourceGroup, Role given) {
    SortedMap<String, Role> more = new TreeMap<>(resourceGroups);
    more.put(resourceGroup, given);
    return new Assigned(role, more);
  }

  /** Returns a copy without a role in a resource group. */
  public Assigned without(String resourceGroup) {
    SortedMap<String, Role> fewer = new TreeMap<>(resourceGroups);
    fewer.remove(resourceGroup);
    return new Assigned(role, fewer);
  }

  /** Returns a copy without roles in other resource groups than some. */
  public Assigned within(Set<String> resourceGroupNames) {
    SortedMap<String, Role> fewer = new TreeMap<>(resourceGroups);
    fewer.keySet().retainAll(resourceGroupNames);
    return new Assigned(role, fewer);
  }

  /** Returns whether nothing is assigned. */
  public boolean givesNothing() {
    return role.isEmpty() && resourceGroups.isEmpty();
  }
}
