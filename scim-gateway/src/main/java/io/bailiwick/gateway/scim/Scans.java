package io.bailiwick.gateway.scim;

import io.bailiwick.gateway.schema.query.ListRequest;
import io.bailiwick.gateway.schema.query.Page;
import io.bailiwick.gateway.scim.message.RefusedRequest;
import io.bailiwick.service.Bulkhead;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * How many lists that read all of an organization run at once, per replica. Such a list holds a
 * connection for seconds; the others are for writes, deactivations before all, and for the other
 * organizations.
 *
 * <p>A list without a filter reads all too, if only to count it. That takes milliseconds in most
 * organizations, so it has a share only in a large one; there a walk by cursor counts but once.
 */
@ApplicationScoped
class Scans {
  private static final int OF_AN_ORGANIZATION = 2;

  /**
   * Users or groups that are counted in 3 to 16 ms, depending on what VACUUM has left to do: at the
   * rate that an organization has by default, by fewer than two connections.
   */
  private static final long SMALL = 10_000;

  /** Of the 16 connections to PostgreSQL that a replica has. */
  private static final int IN_ALL = 8;

  private static final int NOBODY_WAITS = 0;

  private final Bulkhead<String> ofOrganization =
      new Bulkhead<>(OF_AN_ORGANIZATION, NOBODY_WAITS, Duration.ZERO);
  private final Bulkhead<String> all = new Bulkhead<>(IN_ALL, NOBODY_WAITS, Duration.ZERO);

  /** The lists that were found to be large when they were last counted. */
  private final Set<String> large = ConcurrentHashMap.newKeySet();

  /** Runs a query; refused with 429 or 503 and Retry-After if too many such run already. */
  <T> Uni<Page<T>> run(String organization, ListRequest request, Supplier<Uni<Page<T>>> query) {
    String list = organization + "\n" + request.type().name();
    Supplier<Uni<Page<T>>> counted =
        request.filter().isPresent()
            ? query
            : () -> query.get().invoke(page -> count(list, page.total()));
    return isScan(request, list)
        ? ofOrganization.run(
            organization,
            Runnable::run,
            () -> all.run("all", Runnable::run, counted, Scans::tooManyInAll),
            Scans::tooManyOfAnOrganization)
        : counted.get();
  }

  private void count(String list, long total) {
    if (total > SMALL) {
      large.add(list);
    } else {
      large.remove(list);
    }
  }

  private boolean isScan(ListRequest request, String list) {
    return request.filter().isPresent()
        ? request.readsAll()
        : large.contains(list) && !request.goesOnByAge();
  }

  private static RefusedRequest tooManyOfAnOrganization() {
    return refused(
        429,
        "%d lists that read all of this organization are running already; try again later."
            .formatted(OF_AN_ORGANIZATION));
  }

  private static RefusedRequest tooManyInAll() {
    return refused(
        503,
        "Too many lists that read all of an organization are running already; try again later.");
  }

  private static RefusedRequest refused(int status, String detail) {
    return new RefusedRequest(status, detail);
  }
}
