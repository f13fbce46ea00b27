package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.database.UniqueKeys;
import io.bailiwick.gateway.directory.rules.StoredGroup;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.query.ListRequest;
import io.bailiwick.gateway.schema.query.Page;
import io.bailiwick.gateway.schema.query.Position;
import io.bailiwick.gateway.schema.sql.ListQuery;
import io.bailiwick.gateway.schema.sql.ResourceTable;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheQuery;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The table {@code user_group}; every method works within {@link Transactions#of}. */
@ApplicationScoped
class Groups implements PanacheRepositoryBase<GroupRow, String> {

  /** Loads a group of the organization. */
  public Uni<Optional<StoredGroup>> load(String organization, String id) {
    return optional(one(organization, id));
  }

  /** Loads a group and locks it and its members until this transaction has ended. */
  public Uni<Optional<StoredGroup>> lock(String organization, String id) {
    return optional(one(organization, id).withLock(LockModeType.PESSIMISTIC_WRITE));
  }

  private PanacheQuery<GroupRow> one(String organization, String id) {
    return find("organization = ?1 and id = ?2", organization, id);
  }

  private static Uni<Optional<StoredGroup>> optional(PanacheQuery<GroupRow> query) {
    return query.firstResult().map(row -> Optional.ofNullable(row).map(GroupRow::group));
  }

  public Uni<Void> insert(ResourceType type, StoredGroup group) {
    return persistAndFlush(GroupRow.of(type, group)).replaceWithVoid();
  }

  /** Writes a group that was locked in this transaction. */
  public Uni<Void> update(ResourceType type, StoredGroup group) {
    return findById(group.id())
        .chain(
            row ->
                UniqueKeys.next(
                        Optional.of(row.displayNameKey),
                        Optional.of(row.group().displayName()),
                        Optional.of(group.displayName()),
                        key ->
                            count(
                                "organization = ?1 and displayNameKey = ?2",
                                group.organization(),
                                key))
                    .invoke(key -> row.set(type, group, key.orElseThrow())))
        .chain(this::flush);
  }

  /** Deletes a group that has no members any more. */
  public Uni<Void> remove(StoredGroup group) {
    return delete("organization = ?1 and id = ?2", group.organization(), group.id())
        .replaceWithVoid();
  }

  /** Counts a change of their members as a new version of some groups. */
  public Uni<Void> membersChanged(String organization, Collection<String> ids, Instant now) {
    return update(
            "version = version + 1, changedAt = ?1 where organization = ?2 and id in ?3",
            now,
            organization,
            ids)
        .replaceWithVoid();
  }

  /** Returns a page of groups, oldest first if the client names no order. */
  public Uni<Page<StoredGroup>> page(String organization, ListRequest request) {
    return new ListQuery(ResourceTable.GROUPS, organization, request)
        .run(
            GroupRow.class,
            GroupRow::group,
            (group, total) ->
                new Position(
                    request.sort().flatMap(sort -> sort.key(group.search(request.type()))),
                    group.createdAt(),
                    group.id(),
                    total));
  }

  /** Returns the display names of some groups, by their ids. */
  public Uni<Map<String, String>> names(String organization, Collection<String> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(Map.of())
        : Panache.getSession()
            .chain(
                session ->
                    session
                        .createNativeQuery(
                            """
                            select g.id, g.resource ->> 'displayName'
                            from jsonb_array_elements_text(cast(cast(?2 as text) as jsonb)) wanted(id)
                            -- One by one, by their key (offset 0): a join would read all groups.
                            cross join lateral (
                              select * from user_group
                              where organization = ?1 and id = wanted.id offset 0) g""",
                            Object[].class)
                        .setParameter(1, organization)
                        .setParameter(2, Json.text(List.copyOf(ids)))
                        .getResultList())
            .map(
                rows ->
                    rows.stream()
                        .collect(
                            Collectors.toUnmodifiableMap(
                                row -> String.valueOf(row[0]), row -> String.valueOf(row[1]))));
  }
}
