package io.bailiwick.gateway.postgres;

import io.bailiwick.gateway.scim.schema.ScimError;
import io.bailiwick.gateway.scim.schema.ScimException;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The table {@code bulk_progress}: which operations of a bulk request are done while it runs. Each
 * is noted in its own transaction, so that a request that is sent again after a crash goes on where
 * it was; it works within {@link Tenant#transaction}.
 */
@ApplicationScoped
public class BulkProgress {

  /** What is done of a request, by the place of the operation. */
  public Uni<Map<Integer, Done>> of(String organization, String request) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select nth, resource, version from bulk_progress"
                            + " where organization = ?1 and request = ?2",
                        Object[].class)
                    .setParameter(1, organization)
                    .setParameter(2, request)
                    .getResultList())
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.toUnmodifiableMap(
                            row -> ((Number) row[0]).intValue(),
                            row ->
                                new Done(String.valueOf(row[1]), ((Number) row[2]).longValue()))));
  }

  /**
   * Notes an operation as done.
   *
   * @return fails where the same request, sent twice at once, has done it meanwhile: it is not done
   *     again
   */
  public Uni<Void> done(String organization, String request, int nth, Done done) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "insert into bulk_progress (organization, request, nth, resource, version)"
                            + " values (?1, ?2, ?3, ?4, ?5) on conflict do nothing")
                    .setParameter(1, organization)
                    .setParameter(2, request)
                    .setParameter(3, nth)
                    .setParameter(4, done.resource())
                    .setParameter(5, done.version())
                    .executeUpdate())
        .invoke(
            written -> {
              if (written == 0) {
                throw new ScimException(
                    new ScimError(
                        409, Optional.empty(), "This request is being carried out already."));
              }
            })
        .replaceWithVoid();
  }

  /** Forgets a request that has been answered. */
  public Uni<Void> forget(String organization, String request) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "delete from bulk_progress where organization = ?1 and request = ?2")
                    .setParameter(1, organization)
                    .setParameter(2, request)
                    .executeUpdate())
        .replaceWithVoid();
  }

  /** The resource of an operation that is done, and the version that it had after that. */
  public record Done(String resource, long version) {}
}
