package io.bailiwick.gateway.postgres;

import io.bailiwick.model.Organization;
import io.quarkus.hibernate.reactive.panache.PanacheQuery;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.hibernate.exception.ConstraintViolationException;

/** The table {@code organization}. */
@ApplicationScoped
public class Organizations implements PanacheRepositoryBase<OrganizationRow, String> {

  public Uni<Optional<Organization>> load(String organization) {
    return optional(find("id", organization));
  }

  /** The organization, which nobody else changes until this transaction has ended. */
  public Uni<Optional<Organization>> lock(String organization) {
    return optional(find("id", organization).withLock(LockModeType.PESSIMISTIC_WRITE));
  }

  private static Uni<Optional<Organization>> optional(PanacheQuery<OrganizationRow> query) {
    return query
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(OrganizationRow::organization));
  }

  /** The organizations after an id, in the order of their ids. */
  public Uni<List<Organization>> after(String id, int limit) {
    return find("id > ?1 order by id", id)
        .page(0, limit)
        .list()
        .map(rows -> rows.stream().map(OrganizationRow::organization).toList());
  }

  public Uni<Void> insert(Organization organization) {
    return persistAndFlush(OrganizationRow.of(organization)).replaceWithVoid();
  }

  /** Whether a write failed because there is an organization with that id. */
  public static boolean isTaken(Throwable failure) {
    return failure instanceof ConstraintViolationException violation
        && "organization_pkey".equals(violation.getConstraintName());
  }

  /** Writes an organization that was locked in this transaction. */
  public Uni<Void> update(Organization organization) {
    return findById(organization.id()).invoke(row -> row.set(organization)).chain(this::flush);
  }
}
