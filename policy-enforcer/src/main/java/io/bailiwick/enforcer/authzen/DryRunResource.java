package io.bailiwick.enforcer.authzen;

import io.bailiwick.enforcer.authzen.Evaluations.Reply;
import io.bailiwick.enforcer.check.Assertion;
import io.bailiwick.enforcer.check.Comparison;
import io.bailiwick.enforcer.check.DryRun;
import io.bailiwick.enforcer.check.Proposal;
import io.bailiwick.model.Organization;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates proposed settings of an organization before they are in force. It runs on workers and
 * has no effect on checks.
 */
@Path(AccessResource.PATH)
@Tag(name = "Proposed settings")
@RolesAllowed(DryRunResource.SCOPE)
@Cancellable(false)
public class DryRunResource {
  static final String SCOPE = "bailiwick.check.dry-run";

  private final DryRun dryRun;

  /** Dry runs share the processor with the checks. */
  private final Semaphore running = new Semaphore(2);

  DryRunResource(DryRun dryRun) {
    this.dryRun = dryRun;
  }

  /** Compares the decisions on recent or coming checks under present and proposed settings. */
  @POST
  @Path("/dry-run")
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  @Blocking
  @Operation(summary = "Report the checks that proposed settings would decide differently")
  public Uni<Response> dryRun(
      @HeaderParam("Content-Type") @Nullable String contentType, byte @Nullable [] sent) {
    return guarded(
        contentType,
        sent,
        body -> {
          Proposal proposal = body.proposal();
          present(proposal);
          return body.watch() == null
              ? Uni.createFrom().item(compared(proposal, () -> dryRun.overSample(proposal)))
              : watched(body.watch(), proposal);
        });
  }

  private Uni<Reply> watched(Duration time, Proposal proposal) {
    return dryRun.watch(proposal.organization().id())
        ? Uni.createFrom()
            .nullItem()
            .onItem()
            .delayIt()
            .by(time)
            .emitOn(Infrastructure.getDefaultWorkerPool())
            .map(_ -> overWatched(proposal))
        : Uni.createFrom()
            .item(Reply.of(429, "Another dry run is watching. Try again when it has ended."));
  }

  /** Evaluates as one of the dry runs that may run at a time; the wait before it was none. */
  private Reply overWatched(Proposal proposal) {
    running.acquireUninterruptibly();
    try {
      return compared(proposal, () -> dryRun.overWatched(proposal));
    } finally {
      running.release();
    }
  }

  private Reply compared(Proposal proposal, Supplier<Comparison> comparing) {
    Comparison comparison = comparing.get();
    Organization present = present(proposal);
    return new Reply(200, DryRunAnswer.json(present, comparison));
  }

  /** Answers which assertions would not hold under proposed settings. */
  @POST
  @Path("/assertions")
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  @Blocking
  @Operation(summary = "Report the assertions that would fail under proposed settings")
  public Uni<Response> assertions(
      @HeaderParam("Content-Type") @Nullable String contentType, byte @Nullable [] sent) {
    return guarded(
        contentType,
        sent,
        body -> {
          Proposal proposal = body.proposal();
          Organization present = present(proposal);
          List<Assertion> asked = body.asked();
          List<Assertion.Failure> failures =
              asked.stream()
                  .flatMap(one -> dryRun.failure(one, present, proposal).stream())
                  .toList();
          return Uni.createFrom()
              .item(new Reply(200, DryRunAnswer.json(present, asked.size(), failures)));
        });
  }

  private Organization present(Proposal proposal) {
    return dryRun
        .present(proposal.organization().id())
        .orElseThrow(() -> new BadEvaluation("proposed.id is not a known organization"));
  }

  private Uni<Response> guarded(
      @Nullable String contentType,
      byte @Nullable [] sent,
      Function<ProposalBody, Uni<Reply>> run) {
    return answer(contentType, sent, run).map(AccessResource::response);
  }

  private Uni<Reply> answer(
      @Nullable String contentType,
      byte @Nullable [] sent,
      Function<ProposalBody, Uni<Reply>> run) {
    if (!dryRun.isFresh()) {
      return Uni.createFrom()
          .item(Reply.of(503, "The enforcer has not read all changes yet, or reads none now."));
    }
    if (!running.tryAcquire()) {
      return Uni.createFrom()
          .item(Reply.of(429, "Two dry runs are running. Try again in a second."));
    }
    try {
      return run.apply(ProposalBody.read(AccessResource.json(contentType, sent)));
    } catch (BadEvaluation bad) {
      return Uni.createFrom().item(Reply.bad(bad));
    } finally {
      running.release();
    }
  }
}
