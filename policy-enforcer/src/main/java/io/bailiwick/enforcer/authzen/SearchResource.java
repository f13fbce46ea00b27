package io.bailiwick.enforcer.authzen;

import io.bailiwick.enforcer.authzen.Evaluations.Reply;
import io.bailiwick.enforcer.authzen.Member.Form;
import io.bailiwick.enforcer.check.Candidates;
import io.bailiwick.enforcer.check.Enforcer;
import io.bailiwick.enforcer.session.SessionTokens;
import io.bailiwick.enforcer.session.ShownSession;
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
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The search APIs of AuthZEN 1.0 section 8, over what the enforcer has in memory. They run on
 * workers, because a search of accounts goes through all of them.
 */
@Path(AccessResource.PATH + "/search")
@Tag(name = "Access search")
@RolesAllowed(SearchResource.SCOPE)
public class SearchResource {
  static final String SCOPE = "bailiwick.check.search";

  private final Candidates candidates;
  private final Enforcer enforcer;
  private final SessionTokens sessionTokens;

  /** Searches share the processor with the checks. */
  private final Semaphore running = new Semaphore(2);

  SearchResource(Candidates candidates, Enforcer enforcer, SessionTokens sessionTokens) {
    this.candidates = candidates;
    this.enforcer = enforcer;
    this.sessionTokens = sessionTokens;
  }

  /** Finds the managed accounts that may do the action. */
  @POST
  @Path("/subject")
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  @Blocking
  @Operation(summary = "Find the accounts that may do an action on a resource")
  public Uni<Response> subjects(
      @HeaderParam("Content-Type") @Nullable String contentType, byte @Nullable [] body) {
    return search(Search.Kind.SUBJECT, contentType, body);
  }

  /** Finds the organizations on which the subject may do the action. */
  @POST
  @Path("/resource")
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  @Blocking
  @Operation(summary = "Find the organizations on which a subject may do an action")
  public Uni<Response> resources(
      @HeaderParam("Content-Type") @Nullable String contentType, byte @Nullable [] body) {
    return search(Search.Kind.RESOURCE, contentType, body);
  }

  /** Finds the actions that the subject may do on the resource. */
  @POST
  @Path("/action")
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  @Blocking
  @Operation(summary = "Find the actions that a subject may do on a resource")
  public Uni<Response> actions(
      @HeaderParam("Content-Type") @Nullable String contentType, byte @Nullable [] body) {
    return search(Search.Kind.ACTION, contentType, body);
  }

  private Uni<Response> search(
      Search.Kind kind, @Nullable String contentType, byte @Nullable [] sent) {
    try {
      EvaluationBody body =
          EvaluationBody.read(AccessResource.json(contentType, sent), Form.SEARCH);
      return shown(body).map(session -> run(kind, body, session)).map(AccessResource::response);
    } catch (BadEvaluation bad) {
      return Uni.createFrom().item(AccessResource.response(Reply.bad(bad)));
    }
  }

  private Reply run(Search.Kind kind, EvaluationBody body, Optional<ShownSession> session) {
    if (!candidates.areComplete()) {
      return Reply.of(503, "The enforcer has not read all accounts yet.");
    }
    if (session.filter(ShownSession::unknown).isPresent()) {
      return Reply.of(503, "The key of the session token is not known. Try again in a second.");
    }
    if (!running.tryAcquire()) {
      return Reply.of(429, "Two searches are running. Try again in a second.");
    }
    try {
      return new Reply(200, new Search(kind, body, session).run(candidates, enforcer).json());
    } catch (BadEvaluation bad) {
      return Reply.bad(bad);
    } finally {
      running.release();
    }
  }

  private Uni<Optional<ShownSession>> shown(EvaluationBody body) {
    Optional<String> token = body.by().token();
    return token.isEmpty()
        ? Uni.createFrom().item(Optional.empty())
        : Uni.createFrom()
            .<Optional<ShownSession>>emitter(
                then ->
                    sessionTokens.session(
                        token.get(),
                        enforcer.waitsUntil(),
                        shown -> then.complete(Optional.of(shown))))
            // A key that had to be fetched comes back on an event loop.
            .emitOn(Infrastructure.getDefaultWorkerPool());
  }
}
