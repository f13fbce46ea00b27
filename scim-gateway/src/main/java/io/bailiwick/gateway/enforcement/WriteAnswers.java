package io.bailiwick.gateway.enforcement;

import io.bailiwick.gateway.database.WrittenRevisions;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Revisions;
import io.bailiwick.outbox.OutboxSignal;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.RequestContext;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Adds the revisions of the changes to every answer, and lets an answer wait for the enforcers if
 * its request prefers that (RFC 7240).
 *
 * <p>A request waits for everything that was committed before, not only for its own changes. So a
 * deactivation that is repeated waits too, although it changes nothing.
 *
 * <p>A request about roles does not wait, because the progress of the enforcers does not tell when
 * the worker has changed the accounts.
 */
class WriteAnswers {
  static final String ENFORCED = "Bailiwick-Enforced";

  private static final Logger LOG = Logger.getLogger(WriteAnswers.class);
  private static final String PREFER = "Prefer";
  private static final String APPLIED = "Preference-Applied";
  private static final String UNKNOWN = "unknown";

  /** SCIM and the administration API; the second part is the organization. */
  private static final Pattern WAITING =
      Pattern.compile("/(?:scim/v2|organizations)(?:/([^/]+))?(?:/.*)?");

  private static final Set<String> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final EnforcementWaits waits;
  private final GatewaySettings settings;
  private final Pool pool;
  private final OutboxSignal signal;

  WriteAnswers(EnforcementWaits waits, GatewaySettings settings, Pool pool, OutboxSignal signal) {
    this.waits = waits;
    this.settings = settings;
    this.pool = pool;
    this.signal = signal;
  }

  @ServerResponseFilter
  Uni<Void> complete(ContainerRequestContext request, ContainerResponseContext response) {
    MultivaluedMap<String, Object> headers = response.getHeaders();
    Optional<Duration> longest = longest(request, response);
    Optional<Revisions> listed = WrittenRevisions.revisions();
    listed
        .filter(revisions -> !headers.containsKey(Revision.HEADER))
        .ifPresent(revisions -> headers.putSingle(Revision.HEADER, revisions.text()));
    boolean tooMany = WrittenRevisions.isSomething() && listed.isEmpty();
    if (longest.isEmpty() && !tooMany) {
      return Uni.createFrom().voidItem();
    }
    Optional<Duration> waiting = WrittenRevisions.areRoles() ? Optional.empty() : longest;
    return RequestContext.resumeAfter(
            now().chain(moment -> wait(organization(request), moment, waiting)))
        .onFailure()
        .invoke(failure -> LOG.warnf("An answer cannot be completed: %s", FailureTrace.of(failure)))
        .onFailure()
        .recoverWithItem(new Waited(Optional.empty(), Optional.empty()))
        .invoke(
            waited -> {
              if (tooMany) {
                waited
                    .moment()
                    .map(Revision::before)
                    .ifPresent(revision -> headers.putSingle(Revision.HEADER, revision.token()));
              }
              longest.ifPresent(asked -> report(headers, asked, waited.enforced()));
            })
        .replaceWithVoid();
  }

  private Optional<Duration> longest(
      ContainerRequestContext request, ContainerResponseContext response) {
    List<String> preferred = request.getHeaders().get(PREFER);
    if (preferred == null
        || response.getStatusInfo().getFamily() != Response.Status.Family.SUCCESSFUL
        || READING.contains(request.getMethod())) {
      return Optional.empty();
    }
    String path = request.getUriInfo().getPath();
    return path.endsWith("/.search") || !WAITING.matcher(path).matches()
        ? Optional.empty()
        : WaitPreference.of(preferred, settings.maxEnforcementWait());
  }

  private static String organization(ContainerRequestContext request) {
    Matcher path = WAITING.matcher(request.getUriInfo().getPath());
    return path.matches() && path.group(1) != null ? path.group(1) : "";
  }

  // INVARIANT: by the clock of the database, after the commit. Heartbeats, and so the enforcers,
  // state their progress by that clock.
  private Uni<Instant> now() {
    return pool.query("select clock_timestamp()")
        .execute()
        .map(rows -> rows.iterator().next().get(OffsetDateTime.class, 0).toInstant());
  }

  private Uni<Waited> wait(String organization, Instant moment, Optional<Duration> longest) {
    if (longest.isEmpty()) {
      return Uni.createFrom().item(new Waited(Optional.of(moment), Optional.empty()));
    }
    signal.heartbeat();
    return waits
        .await(organization, moment, longest.get())
        .map(enforced -> new Waited(Optional.of(moment), enforced));
  }

  private static void report(
      MultivaluedMap<String, Object> headers,
      Duration longest,
      Optional<EnforcementProgress> enforced) {
    headers.putSingle(ENFORCED, enforced.map(EnforcementProgress::text).orElse(UNKNOWN));
    if (enforced.isPresent()) {
      headers.putSingle(APPLIED, "wait=" + longest.toSeconds());
    }
  }

  /**
   * The result of a wait.
   *
   * @param moment a time after the commit; empty if it is unknown
   * @param enforced the progress of the enforcers; empty if nothing waited for them
   */
  private record Waited(Optional<Instant> moment, Optional<EnforcementProgress> enforced) {}
}
