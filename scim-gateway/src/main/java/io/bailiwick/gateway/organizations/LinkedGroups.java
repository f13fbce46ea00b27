package io.bailiwick.gateway.organizations;

import io.bailiwick.model.Organization;
import io.bailiwick.outbox.StoredTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the links of an organization current when a SCIM group is created, renamed or deleted. Each
 * method works in the transaction of that change. The organization gets a new version only if a
 * link names other groups than before.
 */
@ApplicationScoped
public class LinkedGroups {
  private final Organizations organizations;
  private final LinkTurns turns;
  private final OrganizationWriter writer;

  LinkedGroups(Organizations organizations, LinkTurns turns, OrganizationWriter writer) {
    this.organizations = organizations;
    this.turns = turns;
    this.writer = writer;
  }

  /**
   * Tells whether a link names a group by one of some texts. No link is added or removed until the
   * transaction ends.
   */
  public Uni<Boolean> areNamed(String organization, Set<String> texts) {
    return turns.shared(organization).chain(() -> organizations.hasLinkTo(organization, texts));
  }

  /**
   * Makes links follow a written group.
   *
   * @param name its display name; empty if it was deleted
   * @param texts the texts by which a link could have named it before, or could name it now
   * @return whether the change may stay; false if it leaves a protected organization without an
   *     administrator
   */
  public Uni<Boolean> follow(
      String organization, String group, Optional<String> name, Set<String> texts) {
    return areNamed(organization, texts)
        .chain(
            named ->
                named
                    ? organizations.lock(organization).chain(locked -> follow(locked, group, name))
                    : Uni.createFrom().item(true));
  }

  private Uni<Boolean> follow(Optional<Organization> locked, String group, Optional<String> name) {
    if (locked.isEmpty()) {
      return Uni.createFrom().item(true);
    }
    Organization before = locked.get();
    Organization after = GroupLinks.following(before, group, name);
    return after.equals(before)
        ? Uni.createFrom().item(true)
        : writer
            .updateUnlessRefused(
                before,
                OrganizationSettings.of(after)
                    .on(after, StoredTime.now())
                    .version(before.version() + 1))
            .map(change -> change instanceof OrganizationChange.Made);
  }
}
