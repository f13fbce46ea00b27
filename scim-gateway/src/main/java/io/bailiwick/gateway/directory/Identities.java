package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.database.UniqueKeys;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.schema.Folding;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The table {@code identity}; every method works within {@link Transactions#of}. */
@ApplicationScoped
public class Identities implements PanacheRepositoryBase<IdentityRow, String> {
  private static final String ONE = "organization = :organization and id = :id";

  private static final String LIVE = "organization = ?1 and deleted = false and ";

  // One arm per index, because living identities and tombstones have different indexes.
  private static final String CANDIDATES =
      """
      organization = :organization and (
        (deleted = false and loginSubject = :subject) or (deleted = true and loginSubject = :subject)
        or (deleted = false and externalId = :subject) or (deleted = true and externalId = :subject)
        or (deleted = false and userNameKey = :userName) or (deleted = false and emailKey = :email))
      """;

  /** Loads an identity of the organization, even a tombstone. */
  public Uni<Optional<StoredIdentity>> load(String organization, String id) {
    return optional(one(organization, id));
  }

  /** Loads an identity and locks it until this transaction has ended. */
  public Uni<Optional<StoredIdentity>> lock(String organization, String id) {
    return optional(one(organization, id).withLock(LockModeType.PESSIMISTIC_WRITE));
  }

  private PanacheQuery<IdentityRow> one(String organization, String id) {
    return find(ONE, Map.of("organization", organization, "id", id));
  }

  private static Uni<Optional<StoredIdentity>> optional(PanacheQuery<IdentityRow> query) {
    return query.firstResult().map(row -> Optional.ofNullable(row).map(IdentityRow::identity));
  }

  /**
   * Returns the identities that share a key with a person, tombstones by the subject only. They are
   * locked until this transaction has ended.
   */
  public Uni<List<StoredIdentity>> candidates(
      String organization,
      Optional<String> subject,
      Optional<String> userName,
      Optional<String> email) {
    // An empty text is not a key.
    return find(
            CANDIDATES,
            Map.of(
                "organization",
                organization,
                "subject",
                subject.orElse(""),
                "userName",
                userName.map(Folding::key).orElse(""),
                "email",
                email.map(Folding::key).orElse("")))
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .map(rows -> rows.stream().map(IdentityRow::identity).toList());
  }

  /** Returns the id of the identity that a subject signs in to. */
  public Uni<Optional<String>> signingInBy(String organization, String subject) {
    return find(
            "organization = ?1 and deleted = false and loginSubject = ?2", organization, subject)
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(found -> found.id));
  }

  /**
   * Returns the identities of an organization after an id that are not deleted, in the order of
   * ids.
   */
  public Uni<List<StoredIdentity>> after(String organization, String id, int limit) {
    return find("organization = ?1 and deleted = false and id > ?2 order by id", organization, id)
        .page(0, limit)
        .list()
        // The session forgets the rows; otherwise a walk through all of them would hold all in
        // memory.
        .call(rows -> Panache.getSession().invoke(session -> rows.forEach(session::detach)))
        .map(rows -> rows.stream().map(IdentityRow::identity).toList());
  }

  /**
   * Returns the identities of an organization after an id, tombstones too, in the order of ids.
   * They are locked until this transaction has ended.
   */
  public Uni<List<StoredIdentity>> lockAfter(String organization, String id, int limit) {
    return find("organization = ?1 and id > ?2 order by id", organization, id)
        .page(0, limit)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .map(rows -> rows.stream().map(IdentityRow::identity).toList());
  }

  /** Loads some identities, tombstones too, and locks them until this transaction has ended. */
  public Uni<List<StoredIdentity>> lockAll(String organization, Collection<String> ids) {
    return find("organization = ?1 and id in ?2 order by id", organization, ids)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .map(rows -> rows.stream().map(IdentityRow::identity).toList());
  }

  /**
   * Returns ids and versions of an organization's identities after an id, tombstones too, in the
   * order of ids.
   */
  Uni<List<Object[]>> versionsAfter(String organization, String id, int limit) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select id, version from identity where organization = ?1 and id > ?2"
                            + " order by id limit ?3",
                        Object[].class)
                    .setParameter(1, organization)
                    .setParameter(2, id)
                    .setParameter(3, limit)
                    .getResultList());
  }

  /** Counts the identities of an organization that are deleted, or those that are not. */
  public Uni<Long> count(String organization, boolean deleted) {
    // The condition has no parameter, because each index covers one of the two kinds.
    return count("organization = ?1 and deleted = " + deleted, organization);
  }

  /** Counts the identities that are not deleted, but no more than some number of them. */
  public Uni<Long> countUpTo(String organization, long most) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select count(*) from (select 1 from identity where organization = ?1"
                            + " and not deleted limit ?2) as counted",
                        Long.class)
                    .setParameter(1, organization)
                    .setParameter(2, most)
                    .getSingleResult());
  }

  /** Returns the user names of some identities, tombstones too, by their ids. */
  public Uni<Map<String, String>> userNames(String organization, Collection<String> ids) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select id, resource ->> 'userName' from identity where organization = ?1"
                            + " and id = any(array(select jsonb_array_elements_text("
                            + "cast(cast(?2 as text) as jsonb))))",
                        Object[].class)
                    .setParameter(1, organization)
                    .setParameter(2, Json.text(ids))
                    .getResultList())
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.toUnmodifiableMap(
                            row -> String.valueOf(row[0]), row -> String.valueOf(row[1]))));
  }

  /** Adds a new identity. */
  public Uni<Void> insert(ResourceType type, StoredIdentity identity) {
    return persistAndFlush(IdentityRow.of(type, identity))
        .chain(() -> furtherEmails(identity, Set.of(), identity.furtherEmailKeys()));
  }

  /** Writes an identity that was locked in this transaction. */
  public Uni<Void> update(ResourceType type, StoredIdentity before, StoredIdentity identity) {
    // The session has held the row since it was locked, so no second query is needed. A walk
    // through all identities is the exception.
    return findById(identity.id())
        .chain(row -> set(row, type, identity))
        .chain(this::flush)
        .chain(
            () -> furtherEmails(identity, before.furtherEmailKeys(), identity.furtherEmailKeys()));
  }

  private Uni<?> set(IdentityRow row, ResourceType type, StoredIdentity identity) {
    StoredIdentity before = row.identity();
    return UniqueKeys.next(
            Optional.of(row.userNameKey),
            Optional.of(before.userName()),
            Optional.of(identity.userName()),
            key -> count(LIVE + "userNameKey = ?2", identity.organization(), key))
        .chain(
            userName ->
                UniqueKeys.next(
                        Optional.ofNullable(row.emailKey),
                        before.uniqueEmail(),
                        identity.uniqueEmail(),
                        key -> count(LIVE + "emailKey = ?2", identity.organization(), key))
                    .invoke(email -> row.set(type, identity, userName.orElseThrow(), email)));
  }

  private static Uni<Void> furtherEmails(
      StoredIdentity identity, Set<String> before, Set<String> after) {
    if (before.equals(after)) {
      return Uni.createFrom().voidItem();
    }
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery("delete from further_email where identity = ?1")
                    .setParameter(1, identity.id())
                    .executeUpdate()
                    .chain(
                        () ->
                            session
                                .createNativeQuery(
                                    "insert into further_email (organization, identity, email_key)"
                                        + " select ?1, ?2, key from"
                                        + " jsonb_array_elements_text(cast(cast(?3 as text) as jsonb)) key")
                                .setParameter(1, identity.organization())
                                .setParameter(2, identity.id())
                                .setParameter(3, Json.text(after))
                                .executeUpdate()))
        .replaceWithVoid();
  }

  /**
   * Returns a page of the identities that are not deleted, oldest first if the client names no
   * order.
   */
  public Uni<Page<StoredIdentity>> page(String organization, ListRequest request) {
    return new ListQuery(ResourceTable.USERS, organization, request)
        .run(
            IdentityRow.class,
            IdentityRow::identity,
            (identity, total) ->
                new Position(
                    request.sort().flatMap(sort -> sort.key(identity.search(request.type()))),
                    identity.createdAt(),
                    identity.id(),
                    total));
  }
}
