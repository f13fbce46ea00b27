package io.bailiwick.enforcer.authzen;

import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The Access Evaluation APIs of AuthZEN 1.0; a deny is 200 with {@code decision: false}. */
@Path(AccessResource.PATH)
@Tag(name = "Access evaluation")
@RolesAllowed(AccessResource.SCOPE)
public class AccessResource {
  static final String PATH = "/access/v1";
  static final String SCOPE = "bailiwick.check";
  static final String EXPLAIN_SCOPE = "bailiwick.check.explain";

  private final Evaluations evaluations;
  private final SecurityIdentity caller;
  private final EnforcerSettings settings;

  AccessResource(Evaluations evaluations, SecurityIdentity caller, EnforcerSettings settings) {
    this.evaluations = evaluations;
    this.caller = caller;
    this.settings = settings;
  }

  /** Answers one evaluation (AuthZEN 1.0 section 6). */
  @POST
  @Path("/evaluation")
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Ask whether a subject may do an action on a resource")
  public Uni<Response> evaluation(
      @HeaderParam("Content-Type") @Nullable String contentType,
      @HeaderParam("Accept-Language") @Nullable String acceptLanguage,
      byte @Nullable [] body) {
    return answer(contentType, acceptLanguage, body, evaluations::evaluation);
  }

  /** Answers many evaluations at once (AuthZEN 1.0 section 7). */
  @POST
  @Path("/evaluations")
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Ask several of these questions at once")
  public Uni<Response> evaluations(
      @HeaderParam("Content-Type") @Nullable String contentType,
      @HeaderParam("Accept-Language") @Nullable String acceptLanguage,
      byte @Nullable [] body) {
    return answer(contentType, acceptLanguage, body, evaluations::evaluations);
  }

  private Uni<Response> answer(
      @Nullable String contentType,
      @Nullable String acceptLanguage,
      byte @Nullable [] sent,
      Evaluations.Api api) {
    try {
      byte[] body = json(contentType, sent);
      if (body.length > settings.maxBodyBytes()) {
        throw new BadEvaluation("the body is larger than " + settings.maxBodyBytes() + " bytes");
      }
      Evaluations.Asker asker = Evaluations.Asker.of(caller, acceptLanguage);
      return Uni.createFrom()
          .<Evaluations.Reply>emitter(reply -> api.answer(body, asker, reply::complete))
          .map(AccessResource::response);
    } catch (BadEvaluation bad) {
      return Uni.createFrom().item(response(Evaluations.Reply.bad(bad)));
    }
  }

  /**
   * Returns the body of a request.
   *
   * @throws BadEvaluation if it is not JSON by its type
   */
  static byte[] json(@Nullable String contentType, byte @Nullable [] sent) {
    if (!Evaluations.isJson(contentType)) {
      throw new BadEvaluation("the Content-Type must be application/json");
    }
    return sent == null ? new byte[0] : sent;
  }

  /** Returns the response of a reply. */
  static Response response(Evaluations.Reply reply) {
    return Response.status(reply.status())
        .entity(reply.body())
        .header(
            HttpHeaders.CONTENT_LANGUAGE, reply.language() == null ? null : reply.language().tag())
        // Without a charset, whatever the caller accepts.
        .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
        .build();
  }
}
