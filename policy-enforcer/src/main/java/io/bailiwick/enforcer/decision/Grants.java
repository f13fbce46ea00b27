package io.bailiwick.enforcer.decision;

import io.bailiwick.model.Role;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The roles of an account in the resource groups of its organization. Most accounts have the same
 * ones as many others, and share one object with them.
 *
 * @param held in the order of the resource groups' names
 */
public record Grants(List<Held> held) {
  /** Those of an account without any. */
  public static final Grants NONE = new Grants(List.of());

  public Grants {
    held = List.copyOf(held.stream().sorted(Comparator.comparing(Held::resourceGroup)).toList());
  }

  /** Returns the role in a resource group; null if there is no grant. */
  public @Nullable Role role(String resourceGroup) {
    int from = 0;
    int to = held.size() - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      Held one = held.get(middle);
      int order = one.resourceGroup.compareTo(resourceGroup);
      if (order == 0) {
        return one.role;
      }
      if (order < 0) {
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    return null;
  }

  /** A role in a resource group. */
  public record Held(String resourceGroup, Role role) {}
}
