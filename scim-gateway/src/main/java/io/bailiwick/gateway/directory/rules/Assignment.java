package io.bailiwick.gateway.directory.rules;

import io.bailiwick.model.Assigned;
import io.bailiwick.model.Role;
import java.util.Optional;

/** A change of a person's assignments that an administrator makes by hand. */
public sealed interface Assignment {

  /** Returns the assignments after the change. */
  Assigned of(Assigned before);

  /**
   * The role in the organization.
   *
   * @param role empty to remove it
   */
  record OfRole(Optional<Role> role) implements Assignment {
    @Override
    public Assigned of(Assigned before) {
      return before.role(role);
    }
  }

  /**
   * The membership in a resource group.
   *
   * @param role the role there; empty to remove the member
   */
  record OfMember(String resourceGroup, Optional<Role> role) implements Assignment {
    @Override
    public Assigned of(Assigned before) {
      return role.map(given -> before.in(resourceGroup, given))
          .orElseGet(() -> before.without(resourceGroup));
    }
  }
}
