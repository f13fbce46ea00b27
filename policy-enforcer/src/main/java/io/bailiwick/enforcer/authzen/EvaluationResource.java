package io.bailiwick.enforcer.authzen;

import io.bailiwick.enforcer.check.Enforcer;
import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.session.SessionTokens;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The Access Evaluation API, AuthZEN 1.0 section 6; a deny is 200 with {@code decision: false}. */
@Path("/access/v1/evaluation")
@Tag(name = "Access evaluation")
@RolesAllowed(EvaluationResource.SCOPE)
public class EvaluationResource {
  static final String SCOPE = "bailiwick.check";
  static final String EXPLAIN_SCOPE = "bailiwick.check.explain";

  private final Enforcer enforcer;
  private final SessionTokens sessionTokens;
  private final EvaluationResponse responses;
  private final SecurityIdentity caller;
  private final EnforcerSettings settings;

  EvaluationResource(
      Enforcer enforcer,
      SessionTokens sessionTokens,
      EvaluationResponse responses,
      SecurityIdentity caller,
      EnforcerSettings settings) {
    this.enforcer = enforcer;
    this.sessionTokens = sessionTokens;
    this.responses = responses;
    this.caller = caller;
    this.settings = settings;
  }

  @POST
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Ask whether a subject may do an action on a resource")
  public Uni<Response> evaluate(
      @HeaderParam("Content-Type") @Nullable String contentType, byte @Nullable [] body) {
    EvaluationRequest request;
    try {
      request = read(contentType, body == null ? new byte[0] : body);
    } catch (BadEvaluation bad) {
      return Uni.createFrom().item(badRequest(String.valueOf(bad.getMessage())));
    }
    boolean explained = request.explain() && caller.hasRole(EXPLAIN_SCOPE);
    return question(request)
        .chain(check -> enforcer.check(check, request.atLeastAsFresh()))
        .map(answer -> Response.ok(responses.write(answer, explained, request.ignored())).build());
  }

  private Uni<CheckRequest> question(EvaluationRequest request) {
    return request
        .sessionToken()
        .map(token -> sessionTokens.session(token).map(request::check))
        .orElseGet(() -> Uni.createFrom().item(request.check()));
  }

  private EvaluationRequest read(@Nullable String contentType, byte[] body) {
    if (contentType == null || !isJson(contentType)) {
      throw new BadEvaluation("the Content-Type must be application/json");
    }
    if (body.length > settings.maxBodyBytes()) {
      throw new BadEvaluation("the body is larger than " + settings.maxBodyBytes() + " bytes");
    }
    try {
      return EvaluationRequest.read(StrictJson.object(body));
    } catch (BadJson e) {
      throw new BadEvaluation(e.detail());
    }
  }

  private static boolean isJson(String contentType) {
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.strip().toLowerCase(Locale.ROOT).equals(MediaType.APPLICATION_JSON);
  }

  private static Response badRequest(String why) {
    return Response.status(Response.Status.BAD_REQUEST)
        .entity(StrictJson.write(Map.of("error", why)))
        .build();
  }
}
