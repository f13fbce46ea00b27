package io.bailiwick.worker.audit;

import io.bailiwick.service.PageSize;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/**
 * The audit log of an organization, for the operator and for auditors. The organization {@code *}
 * has the changes of the platform as a whole.
 */
@Path("/organizations/{organization}/audit")
@Tag(name = "Audit")
@RolesAllowed({AuditResource.OPERATOR, AuditResource.AUDITOR})
@StrictQuery
public class AuditResource {
  static final String OPERATOR = "bailiwick.operate";
  static final String AUDITOR = "bailiwick.audit.read";

  private static final String NDJSON = "application/x-ndjson";

  private final AuditLog log;

  AuditResource(AuditLog log) {
    this.log = log;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "List audit entries, newest first")
  public Uni<Page> list(
      @PathParam("organization") String organization,
      @BeanParam Filter filter,
      @QueryParam("before") @Nullable String before,
      @QueryParam("limit") @Nullable String limit) {
    int size = PageSize.of(limit);
    return log.page(organization, filter.query(), place("before", before, Long.MAX_VALUE), size)
        .map(
            entries ->
                new Page(
                    entries,
                    entries.size() < size
                        ? Optional.empty()
                        : Optional.of(entries.getLast().sequence())));
  }

  @GET
  @Produces(NDJSON + ";qs=0.5")
  @RestStreamElementType(MediaType.APPLICATION_JSON)
  @Operation(summary = "Export audit entries, oldest first, one JSON object per line")
  public Multi<ChainedEntry> export(
      @PathParam("organization") String organization,
      @BeanParam Filter filter,
      @QueryParam("after") @Nullable String after) {
    // The answer's type must not have the weight qs=0.5, which only ranks it behind JSON.
    return RestMulti.fromMultiData(
            log.export(organization, filter.query(), place("after", after, 0)))
        .header(HttpHeaders.CONTENT_TYPE, NDJSON)
        .build();
  }

  @GET
  @Path("/head")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Read the number and the hash of the newest audit entry")
  public Uni<AuditHead> head(@PathParam("organization") String organization) {
    return log.head(organization);
  }

  private static long place(String member, @Nullable String text, long absent) {
    if (text == null) {
      return absent;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw new Refusal(Problem.of(400, member, member + " must be the sequence of an entry."));
    }
    return Long.parseLong(text);
  }

  /** The query parameters that select entries; an invalid one is 400. */
  public static class Filter {
    @QueryParam("from")
    @Nullable String from;

    @QueryParam("to")
    @Nullable String to;

    @QueryParam("actor")
    @Nullable String actor;

    @QueryParam("action")
    @Nullable String action;

    @QueryParam("target")
    @Nullable String target;

    AuditQuery query() {
      return new AuditQuery(
          Optional.ofNullable(from).map(text -> instant("from", text)),
          Optional.ofNullable(to).map(text -> instant("to", text)),
          Optional.ofNullable(actor),
          Optional.ofNullable(action),
          Optional.ofNullable(target));
    }

    private static Instant instant(String member, String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw new Refusal(
            Problem.of(400, member, member + " must be an instant: 2026-11-24T09:00:00Z."));
      }
    }
  }

  /**
   * A page of entries, newest first.
   *
   * @param next the value of {@code before} for the following page; absent at the end
   */
  public record Page(List<ChainedEntry> entries, Optional<Long> next) {}
}
