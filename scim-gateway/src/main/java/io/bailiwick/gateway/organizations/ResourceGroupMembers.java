package io.bailiwick.gateway.organizations;

import io.bailiwick.model.GroupLink;
import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;

/**
 * The members of resource groups whom administrators added by hand. This room does not know those
 * people. Each method works in a transaction of the organization.
 */
public interface ResourceGroupMembers {

  /** Tells whether a resource group has such a member. */
  Uni<Boolean> any(String organization, String resourceGroup);

  /** Removes all such members from a resource group. */
  Uni<Void> removeAll(String organization, String resourceGroup);

  /**
   * Adds by hand all people who were in a resource group only by a link that was removed, with the
   * link's role.
   *
   * @param after the organization without the link
   */
  Uni<Void> keepFormer(Organization after, String resourceGroup, GroupLink removed);
}
