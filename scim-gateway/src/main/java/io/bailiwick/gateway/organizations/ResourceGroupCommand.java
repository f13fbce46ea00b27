package io.bailiwick.gateway.organizations;

import io.bailiwick.model.GroupLink;
import io.bailiwick.model.ResourceGroup;
import java.util.function.UnaryOperator;

/** A command to a resource group of an organization. */
public sealed interface ResourceGroupCommand {

  /** Returns the name of the resource group. */
  String name();

  /** Creates a resource group. */
  record Create(ResourceGroup group) implements ResourceGroupCommand {
    @Override
    public String name() {
      return group.name();
    }
  }

  /** Changes its settings; name and links stay. */
  record Change(String name, UnaryOperator<ResourceGroup> change) implements ResourceGroupCommand {}

  /** Deletes it with its links and with the members who were added by hand. */
  record Delete(String name) implements ResourceGroupCommand {}

  /** Links a SCIM group, or gives an existing link another role. */
  record Link(String name, GroupLink link) implements ResourceGroupCommand {}

  /**
   * Removes a link.
   *
   * @param scimGroup the text that the link was made with
   * @param keepsMembers whether people who came only by the link become members by hand
   */
  record Unlink(String name, String scimGroup, boolean keepsMembers)
      implements ResourceGroupCommand {}
}
