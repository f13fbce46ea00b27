package io.bailiwick.model;

import java.util.List;

/**
 * A role in a resource group, with its provenance.
 *
 * @param role the highest role that the sources give
 * @param sources the reasons, at least one
 */
public record Grant(String resourceGroup, Role role, List<GrantReason> sources) {
  public Grant {
    ResourceGroup.requireName("grants.resourceGroup", resourceGroup);
    Required.present("grants.role", role);
    sources = sources == null ? List.of() : List.copyOf(sources);
  }
}
