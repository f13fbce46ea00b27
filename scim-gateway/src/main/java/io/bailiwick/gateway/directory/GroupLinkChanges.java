package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.directory.rules.StoredGroup;
import io.bailiwick.gateway.organizations.LinkedGroups;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes the links of an organization follow its groups, in the transaction of a group's change. A
 * change that would leave a protected organization without an administrator fails with {@link
 * NoAdminLeft}, so that it is rolled back.
 */
@ApplicationScoped
class GroupLinkChanges {
  private final LinkedGroups links;

  GroupLinkChanges(LinkedGroups links) {
    this.links = links;
  }

  /** Adds a group, which was written with its members, to the links that name it. */
  Uni<Void> created(StoredGroup group) {
    return follow(group, group.id());
  }

  /** Moves a written group between links if its name has changed. */
  Uni<Void> renamed(StoredGroup before, StoredGroup after) {
    return before.displayName().equals(after.displayName())
        ? Uni.createFrom().voidItem()
        : follow(after, before.displayName());
  }

  private Uni<Void> follow(StoredGroup group, String other) {
    return follow(group, Optional.of(group.displayName()), texts(group.displayName(), other));
  }

  /** Returns two texts as a set; a client may have given a group its own id as its name. */
  private static Set<String> texts(String one, String other) {
    return Set.copyOf(List.of(one, other));
  }

  /**
   * Removes a group from the links that name it.
   *
   * @param remove deletes the group with its memberships
   */
  Uni<Void> end(StoredGroup group, Supplier<Uni<Void>> remove) {
    Set<String> texts = texts(group.id(), group.displayName());
    // INVARIANT: the turn comes before the members leave. A change of links takes its turn first
    // too, and then locks the members.
    return links
        .areNamed(group.organization(), texts)
        .chain(
            named ->
                named
                    ? remove.get().chain(() -> follow(group, Optional.empty(), texts))
                    : remove.get());
  }

  private Uni<Void> follow(StoredGroup group, Optional<String> name, Set<String> texts) {
    return links
        .follow(group.organization(), group.id(), name, texts)
        .invoke(NoAdminLeft::unless)
        .replaceWithVoid();
  }
}
