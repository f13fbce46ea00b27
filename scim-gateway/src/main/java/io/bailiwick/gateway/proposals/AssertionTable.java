package io.bailiwick.gateway.proposals;

import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.proposals.AssertionBook.Stored;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The table {@code settings_assertions}; every method works within a transaction. */
@ApplicationScoped
class AssertionTable implements PanacheRepositoryBase<AssertionRow, String> {

  /** Returns the assertions of an organization; version 0 if it never had any. */
  Uni<Stored> load(String organization) {
    return findById(organization)
        .map(
            row ->
                row == null
                    ? Stored.NONE
                    : new Stored(row.version, Json.read(row.assertions, Assertions.class)));
  }

  /** Writes the assertions of an organization, which was locked in this transaction. */
  Uni<Void> put(String organization, Stored stored) {
    return findById(organization)
        .chain(
            row -> {
              AssertionRow written = row == null ? new AssertionRow() : row;
              written.organization = organization;
              written.version = stored.version();
              written.assertions = Json.text(stored.list());
              return persistAndFlush(written);
            })
        .replaceWithVoid();
  }
}
