package io.bailiwick.gateway.organizations;

import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;

/** Gives the links of an organization the ids of the groups that they name now. */
@ApplicationScoped
class LinkResolution {
  private final LinkTargets targets;

  LinkResolution(LinkTargets targets) {
    this.targets = targets;
  }

  /** Resolves all links, whatever ids they had; it works in a transaction of the organization. */
  Uni<Organization> resolve(Organization organization) {
    Set<String> names = GroupLinks.names(organization);
    return names.isEmpty()
        ? Uni.createFrom().item(GroupLinks.resolved(organization, Map.of()))
        : targets
            .ids(organization.id(), names)
            .map(named -> GroupLinks.resolved(organization, named));
  }
}
