package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.database.Conflicts;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.database.WrittenRevisions;
import io.bailiwick.gateway.directory.rules.Assignment;
import io.bailiwick.gateway.directory.rules.AssignmentOutcome;
import io.bailiwick.gateway.directory.rules.AssignmentRules;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The roles and the members of resource groups that administrators assign by hand. */
@ApplicationScoped
public class Assignments {
  private final Transactions transactions;
  private final Organizations organizations;
  private final Identities identities;
  private final IdentityDirectory directory;
  private final AssignedMembers members;

  Assignments(
      Transactions transactions,
      Organizations organizations,
      Identities identities,
      IdentityDirectory directory,
      AssignedMembers members) {
    this.transactions = transactions;
    this.organizations = organizations;
    this.identities = identities;
    this.directory = directory;
    this.members = members;
  }

  /** Changes the assignments of a person. */
  public Uni<AssignmentOutcome> apply(String organization, String identity, Assignment assignment) {
    return Conflicts.retryOnDeadlock(
        () ->
            transactions.on(
                organization,
                id -> organization(id, assignment),
                settings -> change(settings, identity, assignment),
                AssignmentOutcome.NoOrganization::new));
  }

  /**
   * Loads the organization.
   *
   * <p>INVARIANT: a change of members locks it, as a change of links does. A resource group that
   * gets a link has no new member then.
   */
  private Uni<Optional<Organization>> organization(String id, Assignment assignment) {
    return switch (assignment) {
      case Assignment.OfMember _ -> organizations.lock(id);
      case Assignment.OfRole _ -> organizations.load(id);
    };
  }

  private Uni<AssignmentOutcome> change(
      Organization settings, String identity, Assignment assignment) {
    WrittenRevisions.addRoles();
    return identities
        .lock(settings.id(), identity)
        .chain(
            state ->
                transactions
                    .now()
                    .map(now -> AssignmentRules.decide(settings, state, assignment, now)))
        .chain(
            outcome ->
                outcome instanceof AssignmentOutcome.Made made
                    ? directory.write(made.change()).map(written -> written(made, written))
                    : Uni.createFrom().item(outcome));
  }

  private static AssignmentOutcome written(AssignmentOutcome.Made made, Outcome written) {
    return written instanceof Outcome.LastAdmin ? new AssignmentOutcome.LastAdmin() : made;
  }

  /** Returns the members of a resource group by hand after an id, in the order of ids. */
  public Uni<List<AssignedMember>> members(
      String organization, String resourceGroup, String after, int limit) {
    return transactions.of(
        organization, () -> members.page(organization, resourceGroup, after, limit));
  }
}
