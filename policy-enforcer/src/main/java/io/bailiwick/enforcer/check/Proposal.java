package io.bailiwick.enforcer.check;

import io.bailiwick.enforcer.decision.Facts;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import java.util.Map;
import java.util.Optional;

/**
 * A change of an organization that has not been made.
 *
 * @param organization the organization after the change
 * @param roles the roles that accounts would have after it; other accounts keep theirs
 */
public record Proposal(Organization organization, Map<String, Role> roles) {
  public Proposal {
    roles = Map.copyOf(roles);
  }

  /** Returns the facts about a subject after the change. */
  Facts applied(Facts facts, String subject) {
    return facts.under(organization, Optional.ofNullable(roles.get(subject)));
  }
}
