package io.bailiwick.gateway.directory;

import io.bailiwick.event.Topics;
import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.organizations.ResourceGroupMembers;
import io.bailiwick.model.Assigned;
import io.bailiwick.model.AuditEntry.Target;
import io.bailiwick.model.GrantDecision;
import io.bailiwick.model.GroupLink;
import io.bailiwick.model.Identity;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleDecision;
import io.bailiwick.outbox.StoredTime;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The members of resource groups whom administrators added by hand, in the column {@code assigned}
 * of their identities. A change of many is written batch by batch, each identity with its new
 * version and event. Every method works in a transaction of the organization.
 */
@ApplicationScoped
class AssignedMembers implements ResourceGroupMembers {
  private static final int BATCH = Memberships.MOST_AT_ONCE;

  private static final String IN_RESOURCE_GROUP =
      """
      from identity where organization = :organization and assigned is not null
        and jsonb_exists(assigned -> 'resourceGroups', :named) and id > :after""";

  private static final String PAGE =
      "select id, assigned -> 'resourceGroups' ->> :named "
          + IN_RESOURCE_GROUP
          + " order by id limit :most";

  private static final String ANY = "select exists (select 1 " + IN_RESOURCE_GROUP + ")";

  private static final String LOCK =
      "select * " + IN_RESOURCE_GROUP + " order by id limit :most for update";

  // Member by member, by their key: a join would read all identities.
  private static final String LOCK_MEMBERS =
      """
      with page as materialized (
        select distinct m.identity from membership m
        where m.organization = :organization and m.identity > :after and m.group_id = any(array(
          select jsonb_array_elements_text(cast(cast(:named as text) as jsonb))))
        order by 1 limit :most)
      select x.* from page cross join lateral (
        select * from identity t
        where t.id = page.identity and t.organization = :organization and not t.deleted
        for update) x
      order by x.id""";

  private static final String WRITE =
      """
      update identity set version = version + 1, assigned = next.assigned,
        changed_at = cast(next.changed_at as timestamptz)
      from jsonb_to_recordset(cast(cast(?2 as text) as jsonb))
        as next(id text, changed_at text, assigned jsonb)
      where identity.organization = ?1 and identity.id = next.id""";

  private final Outbox outbox;
  private final GroupAudit audit;

  AssignedMembers(Outbox outbox, GroupAudit audit) {
    this.outbox = outbox;
    this.audit = audit;
  }

  /** Returns the members of a resource group after an id, in the order of ids. */
  Uni<List<AssignedMember>> page(
      String organization, String resourceGroup, String after, int limit) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(PAGE, Object[].class)
                    .setParameter("organization", organization)
                    .setParameter("named", resourceGroup)
                    .setParameter("after", after)
                    .setParameter("most", limit)
                    .getResultList())
        .map(rows -> rows.stream().map(AssignedMembers::member).toList());
  }

  private static AssignedMember member(Object[] row) {
    return new AssignedMember(
        String.valueOf(row[0]), Role.named(String.valueOf(row[1])).orElseThrow());
  }

  @Override
  public Uni<Boolean> any(String organization, String resourceGroup) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(ANY, Boolean.class)
                    .setParameter("organization", organization)
                    .setParameter("named", resourceGroup)
                    .setParameter("after", "")
                    .getSingleResult());
  }

  @Override
  public Uni<Void> removeAll(String organization, String resourceGroup) {
    return walk(
        new Walk(
            LOCK,
            organization,
            resourceGroup,
            resourceGroup,
            false,
            identity -> Optional.of(identity.assigned().without(resourceGroup))),
        "");
  }

  @Override
  public Uni<Void> keepFormer(Organization after, String resourceGroup, GroupLink removed) {
    return walk(
        new Walk(
            LOCK_MEMBERS,
            after.id(),
            Json.text(removed.ids()),
            resourceGroup,
            true,
            identity ->
                hasGrant(identity.identity(), after, resourceGroup)
                    ? Optional.empty()
                    : Optional.of(identity.assigned().in(resourceGroup, removed.role()))),
        "");
  }

  private static boolean hasGrant(
      Identity identity, Organization organization, String resourceGroup) {
    Role role = RoleDecision.of(identity, organization).role();
    return GrantDecision.of(identity, organization, role).stream()
        .anyMatch(grant -> grant.resourceGroup().equals(resourceGroup));
  }

  private Uni<Void> walk(Walk walk, String after) {
    // A page may be short before the end: a person who was deleted meanwhile is missing in it.
    return page(walk, after)
        .chain(
            page ->
                page.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : write(walk, page).chain(() -> walk(walk, page.getLast().id())));
  }

  private static Uni<List<StoredIdentity>> page(Walk walk, String after) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(walk.query, IdentityRow.class)
                    .setReadOnly(true)
                    .setParameter("organization", walk.organization)
                    .setParameter("named", walk.named)
                    .setParameter("after", after)
                    .setParameter("most", BATCH)
                    .getResultList()
                    // The session forgets the rows; otherwise it would hold all and return their
                    // former versions.
                    .invoke(rows -> rows.forEach(session::detach)))
        .map(rows -> rows.stream().map(IdentityRow::identity).toList());
  }

  private Uni<Void> write(Walk walk, List<StoredIdentity> page) {
    Instant now = StoredTime.now();
    List<Outcome.Accepted> changes =
        page.stream()
            .flatMap(
                identity ->
                    walk.change.apply(identity).map(next -> identity.assigned(next, now)).stream())
            .toList();
    return changes.isEmpty()
        ? Uni.createFrom().voidItem()
        : Panache.getSession()
            .chain(
                session ->
                    session
                        .createNativeQuery(WRITE)
                        .setParameter(1, walk.organization)
                        .setParameter(
                            2, Json.text(changes.stream().map(AssignedMembers::row).toList()))
                        .executeUpdate())
            .chain(
                () ->
                    outbox.addAll(
                        Topics.IDENTITIES, changes.stream().map(Outcome.Accepted::event).toList()))
            .chain(() -> tell(walk, changes));
  }

  private Uni<Void> tell(Walk walk, List<Outcome.Accepted> changes) {
    List<String> ids = changes.stream().map(change -> change.identity().id()).toList();
    return audit.tellMembers(
        walk.organization,
        new Target("resource-group", walk.resourceGroup),
        "resource-group.members-changed",
        walk.adds ? ids : List.of(),
        walk.adds ? List.of() : ids);
  }

  private static Map<String, Object> row(Outcome.Accepted change) {
    StoredIdentity identity = change.identity();
    Map<String, Object> row = new HashMap<>();
    row.put("id", identity.id());
    row.put("changed_at", identity.changedAt().toString());
    if (!identity.assigned().givesNothing()) {
      row.put("assigned", identity.assigned());
    }
    return row;
  }

  /**
   * A walk through identities in the order of their ids.
   *
   * @param query finds the next ones after an id, and locks them
   * @param named what the query looks for
   * @param resourceGroup the resource group whose members change
   * @param adds whether members come; otherwise they go
   * @param change the new assignments of an identity; empty if they stay
   */
  private record Walk(
      String query,
      String organization,
      String named,
      String resourceGroup,
      boolean adds,
      Function<StoredIdentity, Optional<Assigned>> change) {}
}
