package io.bailiwick.enforcer.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.CheckRequest.Credential;
import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.CheckRequest.Session;
import io.bailiwick.enforcer.decision.ResourceKind;
import io.bailiwick.enforcer.decision.Visibility;
import io.bailiwick.model.Revision;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The body of an access evaluation (AuthZEN 1.0 section 6), read into a question. Members that are
 * not known are ignored; required ones that are missing make it a bad request.
 *
 * @param sessionToken the token that shows the session, where no facts tell of it
 * @param atLeastAsFresh the revision that the answer must not be older than
 * @param explain whether the caller wants the administrator's reason
 */
record EvaluationRequest(
    CheckRequest check,
    Optional<String> sessionToken,
    Optional<Revision> atLeastAsFresh,
    boolean explain) {
  private static final String SCOPES = "resource.properties.scopes";

  static EvaluationRequest read(ObjectNode body) {
    ObjectNode subject = entity(body, "subject");
    String subjectType = folded(text(subject, "subject", "type"));
    String subjectId = text(subject, "subject", "id");
    String action = text(entity(body, "action"), "action", "name");
    Resource resource = resource(entity(body, "resource"));
    JsonNode context = body.path("context");
    if (!context.isMissingNode() && !context.isObject()) {
      throw new BadEvaluation("context must be an object");
    }
    return new EvaluationRequest(
        new CheckRequest(
            subjectType, subjectId, action, resource, session(context), credential(context), false),
        sessionToken(context),
        revision(context.path("at_least_as_fresh")),
        context.path("explain").asBoolean(false));
  }

  private static ObjectNode entity(ObjectNode body, String name) {
    if (body.path(name) instanceof ObjectNode entity) {
      return entity;
    }
    throw new BadEvaluation(body.has(name) ? name + " must be an object" : name + " is required");
  }

  private static String text(ObjectNode entity, String name, String member) {
    JsonNode value = entity.path(member);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw new BadEvaluation(
          name
              + "."
              + member
              + (value.isMissingNode() ? " is required" : " must be a string that is not empty"));
    }
    return value.textValue();
  }

  private static Resource resource(ObjectNode entity) {
    String type = folded(text(entity, "resource", "type"));
    String id = text(entity, "resource", "id");
    JsonNode properties = entity.path("properties");
    Optional<String> stated = namespace(properties.path("owner"), "resource.properties.owner");
    Optional<String> implied = ResourceKind.of(type).namespace(id).map(EvaluationRequest::folded);
    return new Resource(
        type,
        id,
        stated.or(() -> implied),
        stated.isPresent() && implied.isPresent() && !stated.equals(implied),
        Visibility.of(optional(properties.path("visibility"), "resource.properties.visibility")),
        optional(properties.path("created_by"), "resource.properties.created_by"),
        destination(properties.path("destination")),
        scopes(properties.path("scopes")));
  }

  /** {@code [{"owner": namespace}]}; other members say what the credential may do there. */
  private static List<String> scopes(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw new BadEvaluation(SCOPES + " must be an array");
    }
    List<String> owners = new ArrayList<>();
    for (JsonNode scope : value) {
      owners.add(
          namespace(scope.path("owner"), SCOPES + ".owner")
              .orElseThrow(() -> new BadEvaluation(SCOPES + ".owner is required")));
    }
    return owners;
  }

  private static Optional<String> namespace(JsonNode value, String name) {
    return optional(value, name).map(EvaluationRequest::folded);
  }

  /** Namespaces and types are told apart without regard to letter case. */
  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static Optional<Destination> destination(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isObject()) {
      throw new BadEvaluation("resource.properties.destination must be an object");
    }
    String name = "resource.properties.destination.";
    return Optional.of(
        new Destination(
            namespace(value.path("owner"), name + "owner"),
            Visibility.of(optional(value.path("visibility"), name + "visibility"))));
  }

  /** The session itself, or the one that a credential was made from; never both. */
  private static Optional<Session> session(JsonNode context) {
    JsonNode credential = context.path("credential");
    JsonNode facts =
        credential.isMissingNode() ? context.path("session") : credential.path("session");
    if (!facts.isObject()) {
      return Optional.empty();
    }
    Optional<String> id = optional(facts.path("id"), "context.session.id");
    Optional<String> organization =
        optional(facts.path("organization"), "context.session.organization");
    Optional<String> at =
        optional(facts.path("authenticated_at"), "context.session.authenticated_at");
    return id.isPresent() && organization.isPresent() && at.isPresent()
        ? Optional.of(
            Session.told(
                id.get(),
                organization.get(),
                instant(at.get(), "context.session.authenticated_at")))
        : Optional.empty();
  }

  /** A token counts for the session itself; a credential's session is told by facts. */
  private static Optional<String> sessionToken(JsonNode context) {
    return context.has("credential")
        ? Optional.empty()
        : optional(context.path("session").path("token"), "context.session.token");
  }

  private static Optional<Credential> credential(JsonNode context) {
    JsonNode credential = context.path("credential");
    return credential.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Credential(
                optional(credential.path("created_at"), "context.credential.created_at")
                    .map(text -> instant(text, "context.credential.created_at"))));
  }

  private static Instant instant(String text, String name) {
    try {
      return java.time.OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new BadEvaluation(name + " must be an RFC 3339 date-time");
    }
  }

  /** The question with the session that the token showed; without one where it showed none. */
  CheckRequest check(Optional<Session> shown) {
    return new CheckRequest(
        check.subjectType(),
        check.subject(),
        check.action(),
        check.resource(),
        shown,
        check.credential(),
        true);
  }

  private static Optional<Revision> revision(JsonNode value) {
    Optional<String> token = optional(value, "context.at_least_as_fresh");
    if (token.isPresent() && Revision.parse(token.get()).isEmpty()) {
      throw new BadEvaluation("context.at_least_as_fresh is not a revision");
    }
    return token.flatMap(Revision::parse);
  }

  private static Optional<String> optional(JsonNode value, String name) {
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new BadEvaluation(name + " must be a string");
    }
    return Optional.of(value.textValue());
  }
}
