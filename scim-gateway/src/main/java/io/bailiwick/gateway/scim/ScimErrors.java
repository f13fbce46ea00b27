package io.bailiwick.gateway.scim;

import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.scim.message.ErrorMessage;
import io.bailiwick.gateway.scim.message.RefusedRequest;
import io.bailiwick.gateway.settings.SignInPaths;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.ErrorForm;
import io.bailiwick.service.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * SCIM error responses, RFC 7644 section 3.12. It also gives the framework's own errors, such as
 * 401 and 404, the form that callers of each path expect.
 */
@ApplicationScoped
class ScimErrors implements ErrorForm {
  /** The statuses after which a client can retry soon: too many requests, and no capacity. */
  private static final Set<Integer> RETRYABLE = Set.of(429, 503);

  private static final int SERVER_ERROR = 500;

  /** The paths whose errors have the form of OAuth (RFC 6749 section 5.2). */
  private static final Pattern CLIENTS = Pattern.compile("/oauth2/(token|revoke)/?");

  /**
   * Returns an OAuth error at the endpoints of OAuth clients, a SCIM error below {@code /scim/},
   * and problem details (RFC 9457) elsewhere.
   */
  @Override
  public Body body(String path, int status, String detail) {
    if (CLIENTS.matcher(path).matches()) {
      String error = status < SERVER_ERROR ? "invalid_request" : "server_error";
      return new Body(ScimMedia.JSON, Map.of("error", error, "error_description", detail));
    }
    return path.startsWith("/scim/")
        ? new Body(ScimMedia.TYPE, ErrorMessage.of(status, detail).json())
        : new Body(Problem.MEDIA_TYPE, Problem.of(status, detail));
  }

  @Override
  public String mediaTypes(String path) {
    return path.startsWith("/scim/")
        ? ScimMedia.TYPE + " or application/json"
        : SignInPaths.contain(path)
            ? "application/x-www-form-urlencoded"
            : ErrorForm.super.mediaTypes(path);
  }

  @Override
  public String lacking(String scope) {
    return scope.equals(ScimCaller.ROLE)
        ? "This request needs a SCIM token of this organization."
        : ErrorForm.super.lacking(scope);
  }

  @ServerExceptionMapper
  Response wrong(ScimException e) {
    return response(ErrorMessage.of(e.error()));
  }

  @ServerExceptionMapper
  Response refused(RefusedRequest e) {
    return response(e.error());
  }

  /** Returns the response to a command that was rejected. */
  static Response response(Outcome.Rejected rejected) {
    return response(ErrorMessage.of(rejected));
  }

  /** Returns the response of an error; 429 and 503 have a Retry-After of one second. */
  static Response response(ErrorMessage error) {
    Response.ResponseBuilder response =
        Response.status(error.status()).type(ScimMedia.TYPE).entity(StrictJson.write(error.json()));
    return RETRYABLE.contains(error.status())
        ? response.header("Retry-After", 1).build()
        : response.build();
  }
}
