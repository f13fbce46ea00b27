package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.schema.ScimError;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.ErrorForm;
import io.bailiwick.service.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** SCIM error responses, RFC 7644 section 3.12. */
@ApplicationScoped
public class ScimErrors implements ErrorForm {
  /** What passes: too many requests, or no room for more. */
  private static final Set<Integer> PASSING = Set.of(429, 503);

  /** Where browsers and OAuth clients send forms. */
  private static final Pattern FORMS = Pattern.compile("/(sso|oauth2)/");

  private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error";

  /** SCIM's form below {@code /scim/}, problem details elsewhere. */
  @Override
  public Body body(String path, int status, String detail) {
    return path.startsWith("/scim/")
        ? new Body(ScimMedia.TYPE, json(new ScimError(status, Optional.empty(), detail)))
        : new Body(Problem.MEDIA_TYPE, Problem.of(status, detail));
  }

  @Override
  public String mediaTypes(String path) {
    return path.startsWith("/scim/")
        ? ScimMedia.TYPE + " or application/json"
        : FORMS.matcher(path).lookingAt()
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
  Response refused(ScimException e) {
    return response(e.error());
  }

  static Response response(Outcome.Rejected rejected) {
    return response(error(rejected));
  }

  /** The one place where reasons become statuses. */
  static ScimError error(Outcome.Rejected rejected) {
    return switch (rejected) {
      case Outcome.NotFound _ ->
          new ScimError(404, Optional.empty(), "There is no resource with that id.");
      case Outcome.VersionMismatch mismatch ->
          new ScimError(
              412,
              Optional.empty(),
              "The resource has another version: W/\"" + mismatch.current() + "\".");
      case Outcome.Taken taken ->
          new ScimError(
              409,
              Optional.of(ScimType.UNIQUENESS),
              "Another resource of this organization has that " + taken.attribute() + ".");
      case Outcome.Invalid invalid -> invalid.error();
      case Outcome.QuotaReached reached -> new ScimError(403, Optional.empty(), reached.detail());
      case Outcome.LastAdmin _ ->
          new ScimError(
              409,
              Optional.of(ScimType.MUTABILITY),
              "This would leave the organization without an administrator, which"
                  + " lastAdmin=PROTECT_LAST_ADMIN forbids.");
    };
  }

  static Response response(ScimError error) {
    Response.ResponseBuilder response =
        Response.status(error.status()).type(ScimMedia.TYPE).entity(StrictJson.write(json(error)));
    return PASSING.contains(error.status())
        ? response.header("Retry-After", 1).build()
        : response.build();
  }

  /** The body of an error. */
  static ObjectNode json(ScimError error) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putArray("schemas").add(SCHEMA);
    json.put("status", Integer.toString(error.status()));
    error.scimType().ifPresent(type -> json.put("scimType", type.wireName()));
    json.put("detail", error.detail());
    return json;
  }
}
