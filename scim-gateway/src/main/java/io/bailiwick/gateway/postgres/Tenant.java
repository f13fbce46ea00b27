package io.bailiwick.gateway.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/** Transactions that see one organization's rows only (row-level security, see V0010). */
@ApplicationScoped
public class Tenant {

  /** Runs work in a transaction of an organization; it commits when the work has ended well. */
  public <T> Uni<T> transaction(String organization, Supplier<Uni<T>> work) {
    return Panache.withTransaction(() -> enter(organization).chain(entered -> work.get()));
  }

  private static Uni<?> enter(String organization) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select set_config('app.organization', ?1, true)", String.class)
                    .setParameter(1, organization)
                    .getSingleResult());
  }
}
