package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.directory.rules.MemberChange;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The table {@code membership}: the members of each group. It writes sets of rows at once; adding
 * one member costs the same in groups of any size.
 */
@ApplicationScoped
class Memberships {
  /** The most members that one statement moves; each is in memory with its event, some 10 kB. */
  public static final int MOST_AT_ONCE = 5_000;

  // The query finds joining identities that are not members yet, and leaving ones that are. They
  // are locked in the order of their ids, so that two concurrent changes of groups cannot deadlock.
  // Each is looked up by its key, so the plan does not depend on PostgreSQL's estimates of the
  // sizes.
  private static final String TOUCHED =
      """
      with touched as materialized (
        select come.id from jsonb_array_elements_text(cast(cast(:add as text) as jsonb)) come(id)
        where (select 1 from membership m
               where m.group_id = :group_id and m.identity = come.id) is null
        union all
      """;

  private static final String TOUCHED_IDENTITIES =
      """
      order by 1 limit :most)
      select x.* from touched cross join lateral (
        select * from identity t
        where t.id = touched.id and t.organization = :organization and not t.deleted
        for update) x""";

  private static final String NAMED_GO =
      """
      select go.id from jsonb_array_elements_text(cast(cast(:remove as text) as jsonb)) go(id)
      where (select 1 from membership m
             where m.group_id = :group_id and m.identity = go.id) is not null
      """;

  private static final String OTHERS_GO =
      """
      select m.identity from membership m
      where m.group_id = :group_id and m.identity not in (
        select come.id from jsonb_array_elements_text(cast(cast(:add as text) as jsonb)) come(id))
      """;

  private static final String UNKNOWN =
      """
      select come.id from jsonb_array_elements_text(cast(cast(:add as text) as jsonb)) come(id)
      where (select 1 from identity t
             where t.id = come.id and t.organization = :organization and not t.deleted) is null
      limit 1""";

  private static final String COUNT_VERSIONS =
      """
      update identity set version = version + 1, changed_at = greatest(
          changed_at, sessions_not_before, cast(cast(:now as text) as timestamptz)),
        groups = case when cast(:group_id as text) = any(groups)
          then array_remove(groups, cast(:group_id as text))
          else groups || cast(:group_id as text) end
      where organization = :organization and id = any(array(
        select jsonb_array_elements_text(cast(cast(:ids as text) as jsonb))))""";

  private static final String JOIN =
      """
      insert into membership (organization, group_id, identity)
      select :organization, :group_id, come.id
      from jsonb_array_elements_text(cast(cast(:ids as text) as jsonb)) come(id)""";

  private static final String LEAVE =
      """
      delete from membership where group_id = :group_id and identity = any(array(
        select jsonb_array_elements_text(cast(cast(:ids as text) as jsonb))))""";

  /**
   * Returns the next identities that a change of a locked group's members affects, at most {@link
   * #MOST_AT_ONCE}. It locks them too. After their write the change does not affect them any more.
   */
  public Uni<List<StoredIdentity>> touched(String organization, String group, MemberChange change) {
    return Panache.getSession()
        .chain(
            session -> {
              Mutiny.SelectionQuery<IdentityRow> query =
                  session
                      .createNativeQuery(
                          TOUCHED + (change.exact() ? OTHERS_GO : NAMED_GO) + TOUCHED_IDENTITIES,
                          IdentityRow.class)
                      // Later statements do not look through these rows for changes.
                      .setReadOnly(true)
                      .setParameter("organization", organization)
                      .setParameter("group_id", group)
                      .setParameter("most", MOST_AT_ONCE)
                      .setParameter("add", Json.text(change.add()));
              return (change.exact()
                      ? query
                      : query.setParameter("remove", Json.text(change.remove())))
                  .getResultList()
                  // The session forgets the rows; otherwise it would hold all and return their
                  // former versions.
                  .invoke(rows -> rows.forEach(session::detach));
            })
        .map(rows -> rows.stream().map(IdentityRow::identity).toList());
  }

  /** Returns a joining id that is not a user of the organization. */
  public Uni<Optional<String>> unknown(String organization, MemberChange change) {
    return change.add().isEmpty()
        ? Uni.createFrom().item(Optional.empty())
        : Panache.getSession()
            .chain(
                session ->
                    session
                        .createNativeQuery(UNKNOWN, String.class)
                        .setParameter("organization", organization)
                        .setParameter("add", Json.text(change.add()))
                        .getResultList())
            .map(ids -> ids.stream().findFirst());
  }

  /** Writes the rows and the next versions of the identities that join or leave. */
  public Uni<Void> write(
      String organization, String group, List<String> come, List<String> go, Instant now) {
    return Panache.getSession()
        .chain(
            session ->
                run(session, organization, group, COUNT_VERSIONS, union(come, go), now)
                    .chain(() -> run(session, organization, group, JOIN, come, now))
                    .chain(() -> run(session, organization, group, LEAVE, go, now)));
  }

  private static List<String> union(List<String> some, List<String> others) {
    return java.util.stream.Stream.concat(some.stream(), others.stream()).toList();
  }

  private static Uni<Void> run(
      Mutiny.Session session,
      String organization,
      String group,
      String sql,
      List<String> ids,
      Instant now) {
    if (ids.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    var query =
        session
            .createNativeQuery(sql)
            .setParameter("group_id", group)
            .setParameter("ids", Json.text(ids));
    if (sql.contains(":organization")) {
      query = query.setParameter("organization", organization);
    }
    if (sql.contains(":now")) {
      query = query.setParameter("now", now.toString());
    }
    return query.executeUpdate().replaceWithVoid();
  }

  /** Removes a deleted person from all groups. */
  public Uni<Void> leaveAll(String identity) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery("delete from membership where identity = ?1")
                    .setParameter(1, identity)
                    .executeUpdate())
        .replaceWithVoid();
  }

  /** Returns the members of some groups, by group, in the order of their ids. */
  public Uni<Map<String, List<GroupMember>>> of(String organization, Collection<String> groups) {
    return groups.isEmpty()
        ? Uni.createFrom().item(Map.of())
        : Panache.getSession()
            .chain(
                session ->
                    session
                        .createNativeQuery(
                            """
                            select m.group_id, m.identity,
                              -- One by one, by their key: a join would read all identities.
                              (select coalesce(i.resource ->> 'displayName', i.resource ->> 'userName')
                               from identity i where i.id = m.identity)
                            from jsonb_array_elements_text(cast(cast(?2 as text) as jsonb)) wanted(id)
                            -- Group by group (offset 0): a join would read all memberships.
                            cross join lateral (
                              select * from membership
                              where organization = ?1 and group_id = wanted.id offset 0) m
                            order by m.group_id, m.identity""",
                            Object[].class)
                        .setParameter(1, organization)
                        .setParameter(2, Json.text(List.copyOf(groups)))
                        .getResultList())
            .map(
                rows ->
                    rows.stream()
                        .collect(
                            Collectors.groupingBy(
                                row -> String.valueOf(row[0]),
                                Collectors.mapping(
                                    row ->
                                        new GroupMember(
                                            String.valueOf(row[1]), String.valueOf(row[2])),
                                    Collectors.toUnmodifiableList()))));
  }

  /** Tells whether a group has more members than some number, without counting all. */
  public Uni<Boolean> hasMoreThan(String group, int count) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select count(*) from (select 1 from membership where group_id = ?1"
                            + " limit ?2) as counted",
                        Long.class)
                    .setParameter(1, group)
                    .setParameter(2, count + 1)
                    .getSingleResult())
        .map(found -> found > count);
  }
}
