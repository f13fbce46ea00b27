package io.bailiwick.gateway.scim;

import io.bailiwick.gateway.schema.query.ListRequest;
import io.bailiwick.gateway.scim.message.RefusedRequest;
import io.bailiwick.service.Bulkhead;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How many lists that read all of an organization run at once, per replica. Such a list holds a
 * connection for seconds; the others are for writes, deactivations before all, and for the other
 * organizations.
 */
@ApplicationScoped
class Scans {
  private static final int OF_AN_ORGANIZATION = 2;

  /** Of the 16 connections to PostgreSQL that a replica has. */
  private static final int IN_ALL = 8;

  private static final int NOBODY_WAITS = 0;

  private final Bulkhead<String> ofOrganization =
      new Bulkhead<>(OF_AN_ORGANIZATION, NOBODY_WAITS, Duration.ZERO);
  private final Bulkhead<String> all = new Bulkhead<>(IN_ALL, NOBODY_WAITS, Duration.ZERO);

  /** Runs a query; refused with 429 or 503 and Retry-After if too many such run already. */
  <T> Uni<T> run(String organization, ListRequest request, Supplier<Uni<T>> query) {
    return request.readsAll()
        ? ofOrganization.run(
            organization,
            Runnable::run,
            () -> all.run("all", Runnable::run, query, Scans::tooManyInAll),
            Scans::tooManyOfAnOrganization)
        : query.get();
  }

  private static RefusedRequest tooManyOfAnOrganization() {
    return refused(
        429,
        "%d unindexed lists of this organization are running already; try again later."
            .formatted(OF_AN_ORGANIZATION));
  }

  private static RefusedRequest tooManyInAll() {
    return refused(503, "Too many unindexed lists are running already; try again later.");
  }

  private static RefusedRequest refused(int status, String detail) {
    return new RefusedRequest(status, detail);
  }
}
