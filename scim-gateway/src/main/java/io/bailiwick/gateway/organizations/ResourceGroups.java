package io.bailiwick.gateway.organizations;

import io.bailiwick.gateway.database.Conflicts;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.database.WrittenRevisions;
import io.bailiwick.model.GroupLink;
import io.bailiwick.model.Organization;
import io.bailiwick.outbox.StoredTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * The resource groups of organizations. They travel with their organization, so each change is a
 * version of it; the grants of accounts follow from that event.
 */
@ApplicationScoped
public class ResourceGroups {
  private final Transactions transactions;
  private final Organizations organizations;
  private final LinkTurns turns;
  private final LinkResolution links;
  private final ResourceGroupMembers members;
  private final OrganizationWriter writer;

  ResourceGroups(
      Transactions transactions,
      Organizations organizations,
      LinkTurns turns,
      LinkResolution links,
      ResourceGroupMembers members,
      OrganizationWriter writer) {
    this.transactions = transactions;
    this.organizations = organizations;
    this.turns = turns;
    this.links = links;
    this.members = members;
    this.writer = writer;
  }

  /**
   * Applies a command to a resource group of an organization.
   *
   * @param isExpected whether the present version of the organization is the one that the caller
   *     wants to change
   */
  public Uni<OrganizationChange> apply(
      String organization, Predicate<Organization> isExpected, ResourceGroupCommand command) {
    return Conflicts.retryOnDeadlock(
        () ->
            transactions.on(
                organization,
                id -> turns.alone(id).chain(() -> organizations.lock(id)),
                before ->
                    isExpected.test(before)
                        ? apply(before, command)
                        : item(new OrganizationChange.VersionMismatch(before.version())),
                OrganizationChange.NoOrganization::new));
  }

  private Uni<OrganizationChange> apply(Organization before, ResourceGroupCommand command) {
    WrittenRevisions.addRoles();
    return hasMembers(before, command)
        .map(has -> ResourceGroupRules.decide(before, command, has))
        .chain(
            decision ->
                switch (decision) {
                  case ResourceGroupRules.Next next -> write(before, next.organization(), command);
                  case ResourceGroupRules.Refused refused ->
                      item(new OrganizationChange.ResourceGroupRefused(refused.reason()));
                });
  }

  private Uni<Boolean> hasMembers(Organization before, ResourceGroupCommand command) {
    return command instanceof ResourceGroupCommand.Link link
        ? members.any(before.id(), link.name())
        : Uni.createFrom().item(false);
  }

  private Uni<OrganizationChange> write(
      Organization before, Organization next, ResourceGroupCommand command) {
    Instant now = StoredTime.now();
    return links
        .resolve(OrganizationSettings.of(next).on(next, now))
        .chain(after -> writer.write(before, after))
        .call(
            change ->
                change instanceof OrganizationChange.Made made
                    ? moveMembers(before, made.organization(), command)
                    : Uni.createFrom().voidItem());
  }

  /** Changes the members by hand as the command wants it, in the same transaction. */
  private Uni<Void> moveMembers(
      Organization before, Organization after, ResourceGroupCommand command) {
    return switch (command) {
      case ResourceGroupCommand.Delete delete -> members.removeAll(before.id(), delete.name());
      case ResourceGroupCommand.Unlink unlink when unlink.keepsMembers() ->
          members.keepFormer(after, unlink.name(), removed(before, unlink));
      case ResourceGroupCommand.Create _,
          ResourceGroupCommand.Change _,
          ResourceGroupCommand.Link _,
          ResourceGroupCommand.Unlink _ ->
          Uni.createFrom().voidItem();
    };
  }

  private static GroupLink removed(Organization before, ResourceGroupCommand.Unlink unlink) {
    return before
        .resourceGroup(unlink.name())
        .flatMap(group -> ResourceGroupRules.link(group, unlink.scimGroup()))
        .orElseThrow();
  }

  private static Uni<OrganizationChange> item(OrganizationChange change) {
    return Uni.createFrom().item(change);
  }
}
