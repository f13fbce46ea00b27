package io.bailiwick.gateway.directory.rules;

import io.bailiwick.model.Organization;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.model.RoleDecision;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides on assignments by hand. Where the identity provider decides, an assignment is rejected:
 * it would have no effect now, and one by surprise later. The removal of an earlier one is
 * accepted.
 */
public final class AssignmentRules {
  private AssignmentRules() {}

  /** Decides on an assignment; a tombstone counts as missing. */
  public static AssignmentOutcome decide(
      Organization organization,
      Optional<StoredIdentity> state,
      Assignment assignment,
      Instant now) {
    Optional<ResourceGroup> group =
        assignment instanceof Assignment.OfMember member
            ? organization.resourceGroup(member.resourceGroup())
            : Optional.empty();
    if (assignment instanceof Assignment.OfMember && group.isEmpty()) {
      return new AssignmentOutcome.NoResourceGroup();
    }
    if (state.isEmpty() || state.get().deleted()) {
      return new AssignmentOutcome.NoIdentity();
    }
    StoredIdentity before = state.get();
    if (group.filter(ResourceGroup::hasLinks).isPresent() && !isRemoval(assignment, before)) {
      return new AssignmentOutcome.Linked();
    }
    if (assignment instanceof Assignment.OfRole given && given.role().isPresent()) {
      RoleDecision present = RoleDecision.of(before.identity(), organization);
      if (present.explanation().source().isIdentityProvider()) {
        return new AssignmentOutcome.Governed(present.explanation());
      }
    }
    return new AssignmentOutcome.Made(
        IdentityLifecycle.next(
            before, before.next().assigned(assignment.of(before.assigned())), now));
  }

  /** Returns whether a member goes whom an earlier link has left as a member by hand. */
  private static boolean isRemoval(Assignment assignment, StoredIdentity before) {
    return assignment instanceof Assignment.OfMember member
        && member.role().isEmpty()
        && before.assigned().resourceGroups().containsKey(member.resourceGroup());
  }
}
