package io.bailiwick.gateway.scim;

import io.bailiwick.gateway.scim.query.ListRequest;
import io.bailiwick.gateway.scim.schema.ScimError;
import io.bailiwick.gateway.scim.schema.ScimException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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

  private final AtomicInteger all = new AtomicInteger();
  private final Map<String, Integer> running = new ConcurrentHashMap<>();

  /** Runs a query; refused with 429 or 503 and Retry-After if too many such run already. */
  <T> Uni<T> run(String organization, ListRequest request, Supplier<Uni<T>> query) {
    if (!request.readsAll()) {
      return query.get();
    }
    enter(organization);
    return Uni.createFrom()
        .voidItem()
        .chain(() -> query.get())
        .onTermination()
        .invoke(() -> leave(organization));
  }

  private void enter(String organization) {
    if (running.merge(organization, 1, Integer::sum) > OF_AN_ORGANIZATION) {
      leaveOwn(organization);
      throw refused(
          429,
          "%d lists of this organization that no index answers run already; try again."
              .formatted(OF_AN_ORGANIZATION));
    }
    if (all.incrementAndGet() > IN_ALL) {
      leave(organization);
      throw refused(503, "Too many lists that no index answers run already; try again.");
    }
  }

  private void leave(String organization) {
    all.decrementAndGet();
    leaveOwn(organization);
  }

  private void leaveOwn(String organization) {
    running.computeIfPresent(organization, (id, count) -> count > 1 ? count - 1 : null);
  }

  private static ScimException refused(int status, String detail) {
    return new ScimException(new ScimError(status, Optional.empty(), detail));
  }
}
