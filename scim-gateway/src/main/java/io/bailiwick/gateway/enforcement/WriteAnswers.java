package io.bailiwick.gateway.enforcement;

import io.bailiwick.gateway.database.WrittenRevisions;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Revisions;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.RequestContext;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Adds the revisions of the changes to every answer. */
class WriteAnswers {
  private static final Logger LOG = Logger.getLogger(WriteAnswers.class);

  private final Pool pool;

  WriteAnswers(Pool pool) {
    this.pool = pool;
  }

  @ServerResponseFilter
  Uni<Void> complete(ContainerResponseContext response) {
    MultivaluedMap<String, Object> headers = response.getHeaders();
    Optional<Revisions> listed = WrittenRevisions.revisions();
    listed
        .filter(revisions -> !headers.containsKey(Revision.HEADER))
        .ifPresent(revisions -> headers.putSingle(Revision.HEADER, revisions.text()));
    if (listed.isPresent() || !WrittenRevisions.isSomething()) {
      return Uni.createFrom().voidItem();
    }
    return RequestContext.resumeAfter(now())
        .invoke(time -> headers.putSingle(Revision.HEADER, Revision.before(time).token()))
        .onFailure()
        .invoke(failure -> LOG.warnf("An answer has no revision: %s", FailureTrace.of(failure)))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  // INVARIANT: by the clock of the database, after the commit. Heartbeats, and so the enforcers,
  // state their progress by that clock.
  private Uni<Instant> now() {
    return pool.query("select clock_timestamp()")
        .execute()
        .map(rows -> rows.iterator().next().get(OffsetDateTime.class, 0).toInstant());
  }
}
