package io.bailiwick.gateway.scim.bulk;

import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.scim.message.RefusedRequest;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The table {@code bulk_progress}: the finished operations of a running bulk request. They are
 * noted in the transaction that does them, so that a request that is repeated after a crash
 * continues where it was. Every method works within {@link Transactions#of}.
 */
@ApplicationScoped
class BulkProgress {
  private static final String OF_REQUEST = " where organization = ?1 and request = ?2";

  /**
   * Deletes the progress of answered or long abandoned requests; the same bytes are then a new one.
   */
  private static final String FORGET_EARLIER =
      "delete from bulk_progress"
          + OF_REQUEST
          + " and (answered or not exists (select 1 from bulk_progress"
          + OF_REQUEST
          + " and at > now() - interval '10 minutes'))";

  /** Begins a request; returns its operations that are done already, by their places. */
  public Uni<Map<Integer, FinishedOperation>> begin(String organization, String request) {
    return update(FORGET_EARLIER, organization, request)
        .chain(() -> noted(organization, request, 0, Integer.MAX_VALUE));
  }

  private static Uni<Map<Integer, FinishedOperation>> noted(
      String organization, String request, int from, int to) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select nth, resource, version from bulk_progress"
                            + OF_REQUEST
                            + " and nth between ?3 and ?4",
                        Object[].class)
                    .setParameter(1, organization)
                    .setParameter(2, request)
                    .setParameter(3, from)
                    .setParameter(4, to)
                    .getResultList())
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.toUnmodifiableMap(
                            row -> ((Number) row[0]).intValue(),
                            row ->
                                new FinishedOperation(
                                    String.valueOf(row[1]), ((Number) row[2]).longValue()))));
  }

  /** Returns an operation that a concurrent repetition has done since this request began. */
  public Uni<Optional<FinishedOperation>> doneMeanwhile(
      String organization, String request, int nth) {
    return noted(organization, request, nth, nth).map(done -> Optional.ofNullable(done.get(nth)));
  }

  /**
   * Notes operations as done, by their places.
   *
   * @return fails if a concurrent repetition of the request has done one of them meanwhile, so that
   *     it is not done again
   */
  public Uni<Void> done(
      String organization, String request, Map<Integer, FinishedOperation> operations) {
    return Multi.createFrom()
        .iterable(operations.entrySet())
        .onItem()
        .transformToUniAndConcatenate(
            one -> note(organization, request, one.getKey(), one.getValue()))
        .collect()
        .asList()
        .invoke(
            written -> {
              if (written.contains(0)) {
                throw new RefusedRequest(409, "This request is being carried out already.");
              }
            })
        .replaceWithVoid();
  }

  private static Uni<Integer> note(
      String organization, String request, int nth, FinishedOperation done) {
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
                    .executeUpdate());
  }

  /** Notes that a request has been answered; its repetition is a new request. */
  public Uni<Void> answered(String organization, String request) {
    return update("update bulk_progress set answered = true" + OF_REQUEST, organization, request);
  }

  private static Uni<Void> update(String sql, String organization, String request) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(sql)
                    .setParameter(1, organization)
                    .setParameter(2, request)
                    .executeUpdate())
        .replaceWithVoid();
  }
}
