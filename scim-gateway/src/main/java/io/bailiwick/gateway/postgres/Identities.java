package io.bailiwick.gateway.postgres;

import io.bailiwick.gateway.directory.StoredIdentity;
import io.bailiwick.gateway.directory.UserName;
import io.bailiwick.gateway.scim.filter.Filter;
import io.quarkus.hibernate.reactive.panache.PanacheQuery;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** The table {@code identity}; every method works within {@link Tenant#transaction}. */
@ApplicationScoped
public class Identities implements PanacheRepositoryBase<IdentityRow, String> {
  private static final String ONE = "organization = :organization and id = :id";

  /** The unique constraints and the attribute that each is about. */
  private static final Map<String, String> UNIQUE =
      Map.of(
          "identity_user_name_uk", "userName",
          "identity_external_id_uk", "externalId",
          "identity_email_uk", "emails.value",
          "identity_login_subject_uk", "externalId");

  // One arm per index: those of the living and those of the tombstones are different ones.
  private static final String CANDIDATES =
      """
      organization = :organization and (
        (deleted = false and loginSubject = :subject) or (deleted = true and loginSubject = :subject)
        or (deleted = false and externalId = :subject) or (deleted = true and externalId = :subject)
        or (deleted = false and userNameKey = :userName) or (deleted = false and emailKey = :email))
      """;

  /** An identity of the organization, a tombstone too. */
  public Uni<Optional<StoredIdentity>> load(String organization, String id) {
    return optional(one(organization, id));
  }

  /** The same, and nobody else changes it until this transaction has ended. */
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
   * The identities that share a key with a person, tombstones by the subject only; nobody else
   * changes them until this transaction has ended.
   */
  public Uni<List<StoredIdentity>> candidates(
      String organization,
      Optional<String> subject,
      Optional<String> userName,
      Optional<String> email) {
    // An empty text is nobody's key.
    return find(
            CANDIDATES,
            Map.of(
                "organization",
                organization,
                "subject",
                subject.orElse(""),
                "userName",
                userName.map(UserName::key).orElse(""),
                "email",
                email.map(UserName::key).orElse("")))
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .map(rows -> rows.stream().map(IdentityRow::identity).toList());
  }

  /** The identities of an organization after an id that are not deleted, in the order of ids. */
  public Uni<List<StoredIdentity>> after(String organization, String id, int limit) {
    return find("organization = ?1 and deleted = false and id > ?2 order by id", organization, id)
        .page(0, limit)
        .list()
        .map(rows -> rows.stream().map(IdentityRow::identity).toList());
  }

  /** Adds a new identity. */
  public Uni<Void> insert(StoredIdentity identity) {
    return persistAndFlush(IdentityRow.of(identity)).replaceWithVoid();
  }

  /** Writes an identity that was locked in this transaction. */
  public Uni<Void> update(StoredIdentity identity) {
    // The session has the row since it was locked: no second query.
    return findById(identity.id()).invoke(row -> row.set(identity)).chain(this::flush);
  }

  /**
   * A page of the identities that are not deleted, oldest first.
   *
   * @param offset how many to pass over
   * @param limit how many to give, 0 for the total alone
   */
  public Uni<Page> page(String organization, Optional<Filter> filter, int offset, int limit) {
    IdentityCondition condition = IdentityCondition.of(organization, filter);
    PanacheQuery<IdentityRow> query =
        find(condition.hql() + " order by createdAt, id", condition.parameters());
    Uni<Long> total = count(condition.hql(), condition.parameters());
    if (limit == 0) {
      return total.map(count -> new Page(count, List.of()));
    }
    return query
        .range(offset, offset + limit - 1)
        .list()
        .chain(
            rows -> {
              List<StoredIdentity> found = rows.stream().map(IdentityRow::identity).toList();
              boolean all = offset == 0 && rows.size() < limit;
              return all
                  ? Uni.createFrom().item(new Page(rows.size(), found))
                  : total.map(count -> new Page(count, found));
            });
  }

  /** The attribute whose value another identity has, where that is why a write failed. */
  public static Optional<String> takenAttribute(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConstraintViolationException violation) {
        return Optional.ofNullable(violation.getConstraintName()).map(UNIQUE::get);
      }
    }
    return Optional.empty();
  }

  /** Some identities, and how many there are in all. */
  public record Page(long total, List<StoredIdentity> identities) {}
}
