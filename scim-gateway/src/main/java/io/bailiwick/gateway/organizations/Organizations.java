package io.bailiwick.gateway.organizations;

import io.bailiwick.gateway.database.Json;
import io.bailiwick.model.Organization;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheQuery;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table {@code organization}. */
@ApplicationScoped
public class Organizations implements PanacheRepositoryBase<OrganizationRow, String> {
  private static final String AMBIGUOUS =
      """
      select exists (
        select 1 from organization
         where id <> ?1
           and length(handle_suffix) <> length(?2) - 1
           and (right('-' || handle_suffix, length(?2)) = ?2
                or right(?2, length(handle_suffix) + 1) = '-' || handle_suffix))
      """;

  /** The setting that each unique constraint is about. */
  static final Map<String, String> UNIQUE =
      Map.of("organization_pkey", "id", "organization_handle_suffix_uk", "handles.suffix");

  /** Finds the first kind of thing that prevents the deletion of an organization. */
  private static final String STILL_HAS =
      """
      select case
        when exists (select 1 from identity where organization = ?1 and not deleted)
          then 'people'
        when exists (select 1 from scim_token where organization = ?1 and revoked_at is null
                       and coalesce(expires_at > clock_timestamp(), true))
          then 'SCIM tokens'
        when exists (select 1 from connection where organization = ?1)
          then 'connections'
        end
      """;

  private static final String HAS_LINK =
      """
      select coalesce(group_links && array(
        select jsonb_array_elements_text(cast(cast(?2 as text) as jsonb))), false)
      from organization where id = ?1""";

  /** Loads an organization that has not been deleted. */
  public Uni<Optional<Organization>> load(String organization) {
    return optional(find("id = ?1 and endedAt is null", organization));
  }

  /** Loads an organization and locks its row until the transaction ends. */
  public Uni<Optional<Organization>> lock(String organization) {
    return locked(find("id = ?1 and endedAt is null", organization));
  }

  /** Loads and locks an organization, even a deleted one. */
  public Uni<Optional<Organization>> lockEver(String organization) {
    return locked(find("id", organization));
  }

  private static Uni<Optional<Organization>> locked(PanacheQuery<OrganizationRow> query) {
    // A row that this session knows already is read again, because it may have changed before the
    // lock.
    return query
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResult()
        .chain(
            row ->
                row == null
                    ? Uni.createFrom().item(Optional.<Organization>empty())
                    : Panache.getSession()
                        .chain(session -> session.refresh(row))
                        .map(refreshed -> Optional.of(row.organization())));
  }

  private static Uni<Optional<Organization>> optional(PanacheQuery<OrganizationRow> query) {
    return query
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(OrganizationRow::organization));
  }

  /**
   * Returns the organizations after an id that have not been deleted, in the order of their ids.
   */
  public Uni<List<Organization>> after(String id, int limit) {
    return page(find("id > ?1 and endedAt is null order by id", id), limit);
  }

  /** Returns the organizations after an id, deleted ones too, in the order of their ids. */
  public Uni<List<Organization>> everAfter(String id, int limit) {
    return page(find("id > ?1 order by id", id), limit);
  }

  private static Uni<List<Organization>> page(PanacheQuery<OrganizationRow> query, int limit) {
    return query
        .page(0, limit)
        .list()
        .map(rows -> rows.stream().map(OrganizationRow::organization).toList());
  }

  /**
   * Returns what prevents the deletion of an organization: people, live SCIM tokens or connections.
   * Empty if it can be deleted.
   */
  public Uni<Optional<String>> stillHas(String organization) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(STILL_HAS, String.class)
                    .setParameter(1, organization)
                    .getSingleResultOrNull())
        .map(Optional::ofNullable);
  }

  /** Tells whether a link of an organization names a SCIM group by one of some texts. */
  Uni<Boolean> hasLinkTo(String organization, Set<String> texts) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(HAS_LINK, Boolean.class)
                    .setParameter(1, organization)
                    .setParameter(2, Json.text(texts))
                    .getSingleResultOrNull())
        .map(Boolean.TRUE::equals);
  }

  /** Marks an organization, which was locked in this transaction, as deleted. */
  public Uni<Void> end(Organization organization, Instant now) {
    return findById(organization.id())
        .invoke(
            row -> {
              row.set(organization);
              row.endedAt = now;
            })
        .chain(this::flush);
  }

  /** Writes a new organization. */
  public Uni<Void> insert(Organization organization) {
    return persistAndFlush(OrganizationRow.of(organization)).replaceWithVoid();
  }

  /**
   * Returns the organization whose handles end with one of some suffixes; the longest suffix wins.
   */
  public Uni<Optional<Organization>> bySuffix(List<String> suffixes) {
    return optional(
        find("handleSuffix in ?1 and endedAt is null order by length(handleSuffix) desc", suffixes)
            .page(0, 1));
  }

  /** Returns the id of the organization whose account has a handle. */
  public Uni<Optional<String>> ofHandle(String handle) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery("select organization_of_handle(?1)", String.class)
                    .setParameter(1, handle)
                    .getSingleResultOrNull())
        .map(Optional::ofNullable);
  }

  /**
   * Returns whether a name is the handle of a managed account or the id of an organization, even of
   * a deleted one.
   */
  public Uni<Boolean> isTaken(String name) {
    return ofHandle(name)
        .chain(
            owner ->
                owner.isPresent()
                    ? Uni.createFrom().item(true)
                    : count("id", name).map(rows -> rows > 0));
  }

  /**
   * Returns whether a handle could belong to this organization or another one. That is so if one of
   * the two suffixes ends with a dash and the other suffix.
   */
  public Uni<Boolean> isAmbiguous(Organization organization) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(AMBIGUOUS, Boolean.class)
                    .setParameter(1, organization.id())
                    .setParameter(2, "-" + organization.handles().suffix())
                    .getSingleResult());
  }

  /** Writes an organization that was locked in this transaction. */
  public Uni<Void> update(Organization organization) {
    return findById(organization.id()).invoke(row -> row.set(organization)).chain(this::flush);
  }
}
