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
 * Limits the lists that read all users or groups of an organization at once, per replica. Such a
 * list holds a database connection for seconds. The other connections stay free for writes, most of
 * all deactivations, and for other organizations.
 *
 * <p>A list without a filter reads all resources too, because it counts them. Counting takes
 * milliseconds in most organizations, so such a list is limited only if it was large when it was
 * last counted. The later pages of its walk by cursor count nothing, so they are not limited unless
 * they are sorted.
 */
@ApplicationScoped
class Scans {
  /** The lists of one organization that run at once. */
  private static final int OF_AN_ORGANIZATION = 2;

  /**
   * The largest number of users or groups whose counting is not limited. It takes 3 to 16 ms,
   * depending on the work that is left for VACUUM. At an organization's default rate, this keeps
   * fewer than two connections busy.
   */
  private static final long SMALL = 10_000;

  /** The lists of all organizations that run at once; a replica has 16 connections. */
  private static final int IN_ALL = 8;

  private static final int NOBODY_WAITS = 0;

  private final Bulkhead<String> ofOrganization =
      new Bulkhead<>(OF_AN_ORGANIZATION, NOBODY_WAITS, Duration.ZERO);
  private final Bulkhead<String> all = new Bulkhead<>(IN_ALL, NOBODY_WAITS, Duration.ZERO);

  /** The lists that were large when they were last counted: organization and resource type. */
  private final Set<String> large = ConcurrentHashMap.newKeySet();

  /**
   * Runs the query of a list.
   *
   * @param query reads the page
   * @return the page. It fails with a {@link RefusedRequest} if too many lists are running: with
   *     429 if they are the organization's own, with 503 if they are those of all organizations
   */
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
    return new RefusedRequest(
        429,
        "%d lists that read all of this organization are running already; try again later."
            .formatted(OF_AN_ORGANIZATION));
  }

  private static RefusedRequest tooManyInAll() {
    return new RefusedRequest(
        503,
        "Too many lists that read all of an organization are running already; try again later.");
  }
}
