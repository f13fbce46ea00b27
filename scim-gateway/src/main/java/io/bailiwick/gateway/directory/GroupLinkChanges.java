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
    return links
        .follow(
            group.organization(),
            group.id(),
            Optional.of(group.displayName()),
            texts(group.displayName(), other))
        .invoke(NoAdminLeft::unless)
        .replaceWithVoid();
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
    return links
        .areNamed(group.organization(), texts)
        .chain(named -> named ? endNamed(group, texts, remove) : remove.get());
  }

  private Uni<Void> endNamed(StoredGroup group, Set<String> texts, Supplier<Uni<Void>> remove) {
    return links
        .refuseEnd(group.organization(), group.id())
        .invoke(refused -> NoAdminLeft.unless(!refused))
        .chain(() -> remove.get())
        .chain(() -> links.follow(group.organization(), group.id(), Optional.empty(), texts))
        .invoke(NoAdminLeft::unless)
        .replaceWithVoid();
  }
}
