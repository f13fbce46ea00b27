package io.bailiwick.gateway.directory;

import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.organizations.ResourceGroupMembers;
import io.bailiwick.model.Assigned;
import io.bailiwick.model.GrantDecision;
import io.bailiwick.model.GroupLink;
import io.bailiwick.model.Identity;
import io.bailiwick.model.Organization;
import io.bailiwick.model.RoleDecision;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The members of resource groups whom administrators added by hand, in the column {@code assigned}
 * of their identities. Each change is a new version of the identity, with its event.
 */
@ApplicationScoped
class AssignedMembers implements ResourceGroupMembers {
  /** The identities that are changed at once; each is in memory with its event. */
  private static final int BATCH = 1_000;

  private static final String ANY =
      """
      select exists (
        select 1 from identity where organization = ?1 and not deleted and assigned is not null
          and jsonb_exists(assigned -> 'resourceGroups', ?2))""";

  private static final String ASSIGNED =
      """
      select * from identity
      where organization = :organization and not deleted and assigned is not null
        and jsonb_exists(assigned -> 'resourceGroups', :named) and id > :after
      order by id limit :most for update""";

  private static final String LINKED =
      """
      with page as materialized (
        select distinct m.identity from membership m
        where m.organization = :organization and m.identity > :after and m.group_id = any(array(
          select jsonb_array_elements_text(cast(cast(:named as text) as jsonb))))
        order by 1 limit :most)
      select i.* from page cross join lateral (
        select * from identity t
        where t.id = page.identity and t.organization = :organization and not t.deleted
        for update) i
      order by i.id""";

  // A deleted person has no grants, so the platform need not hear of it.
  private static final String CLEAR_DELETED =
      """
      update identity set assigned = assigned #- array['resourceGroups', cast(?2 as text)]
      where organization = ?1 and deleted and assigned is not null
        and jsonb_exists(assigned -> 'resourceGroups', ?2)""";

  private static final String READ =
      """
      select id, cast(assigned as text) from identity
      where assigned is not null and id = any(array(
        select jsonb_array_elements_text(cast(cast(?1 as text) as jsonb))))""";

  private static final String WRITE =
      """
      update identity set version = version + 1, assigned = next.assigned,
        changed_at = cast(next.changed_at as timestamptz)
      from jsonb_to_recordset(cast(cast(?1 as text) as jsonb))
        as next(id text, changed_at text, assigned jsonb)
      where identity.id = next.id""";

  private final Outbox outbox;

  AssignedMembers(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public Uni<Boolean> any(String organization, String resourceGroup) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(ANY, Boolean.class)
                    .setParameter(1, organization)
                    .setParameter(2, resourceGroup)
                    .getSingleResult());
  }

  @Override
  public Uni<Void> removeAll(String organization, String resourceGroup) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(CLEAR_DELETED)
                    .setParameter(1, organization)
                    .setParameter(2, resourceGroup)
                    .executeUpdate())
        .chain(
            () ->
                walk(
                    new Walk(
                        ASSIGNED,
                        organization,
                        resourceGroup,
                        identity -> Optional.of(assigned(identity).without(resourceGroup))),
                    ""));
  }

  @Override
  public Uni<Void> keepFormer(Organization after, String resourceGroup, GroupLink removed) {
    return walk(
        new Walk(
            LINKED,
            after.id(),
            Json.text(removed.ids()),
            identity ->
                hasGrant(identity, after, resourceGroup)
                    ? Optional.empty()
                    : Optional.of(assigned(identity).in(resourceGroup, removed.role()))),
        "");
  }

  private static boolean hasGrant(
      Identity identity, Organization organization, String resourceGroup) {
    return GrantDecision.of(identity, organization, RoleDecision.of(identity, organization).role())
        .stream()
        .anyMatch(grant -> grant.resourceGroup().equals(resourceGroup));
  }

  private static Assigned assigned(Identity identity) {
    return identity.assigned().orElse(Assigned.NOTHING);
  }

  private Uni<Void> walk(Walk walk, String after) {
    return page(walk, after)
        .chain(
            page ->
                write(changed(walk, page))
                    .chain(
                        () ->
                            page.size() < BATCH
                                ? Uni.createFrom().voidItem()
                                : walk(walk, page.getLast().id())));
  }

  private static List<Identity> changed(Walk walk, List<Identity> page) {
    Instant now = IdentityDirectory.now();
    return page.stream()
        .flatMap(
            identity -> walk.change.apply(identity).map(next -> next(identity, next, now)).stream())
        .toList();
  }

  private static Uni<List<Identity>> page(Walk walk, String after) {
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
                    .invoke(rows -> rows.forEach(session::detach)))
        .map(rows -> rows.stream().map(row -> row.identity().identity()).toList())
        .chain(AssignedMembers::withAssignments);
  }

  private static Uni<List<Identity>> withAssignments(List<Identity> page) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(READ, Object[].class)
                    .setParameter(1, Json.text(page.stream().map(Identity::id).toList()))
                    .getResultList())
        .map(
            rows -> {
              Map<String, Assigned> known = new HashMap<>();
              rows.forEach(
                  row ->
                      known.put(
                          String.valueOf(row[0]),
                          Json.read(String.valueOf(row[1]), Assigned.class)));
              return page.stream()
                  .map(one -> with(one, one.version(), known.get(one.id()), one.changedAt()))
                  .toList();
            });
  }

  private Uni<Void> write(List<Identity> next) {
    if (next.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Identity identity : next) {
      Map<String, Object> row = new HashMap<>();
      row.put("id", identity.id());
      row.put("changed_at", identity.changedAt().toString());
      identity.assigned().ifPresent(some -> row.put("assigned", some));
      rows.add(row);
    }
    return Panache.getSession()
        .chain(
            session ->
                session.createNativeQuery(WRITE).setParameter(1, Json.text(rows)).executeUpdate())
        .chain(
            () ->
                outbox.addAll(
                    Topics.IDENTITIES, next.stream().map(IdentityEvent.Updated::new).toList()));
  }

  private static Identity next(Identity before, Assigned assigned, Instant now) {
    Instant changedAt =
        Stream.concat(Stream.of(now, before.changedAt()), before.sessionsNotBefore().stream())
            .max(Instant::compareTo)
            .orElseThrow();
    return with(before, before.version() + 1, assigned, changedAt);
  }

  private static Identity with(
      Identity identity, long version, @Nullable Assigned assigned, Instant changedAt) {
    return new Identity(
        identity.id(),
        identity.organization(),
        version,
        identity.status(),
        identity.userName(),
        identity.externalId(),
        identity.profile(),
        identity.roles(),
        identity.groups(),
        identity.invitedRole(),
        identity.signIn(),
        Optional.ofNullable(assigned),
        identity.suspensions(),
        identity.deletion(),
        identity.sessionsNotBefore(),
        identity.createdAt(),
        changedAt);
  }

  /**
   * A walk through identities in the order of their ids.
   *
   * @param query finds the next ones after an id, and locks them
   * @param named what the query looks for
   * @param change the new assignments of an identity; empty if they stay
   */
  private record Walk(
      String query,
      String organization,
      String named,
      Function<Identity, Optional<Assigned>> change) {}
}
