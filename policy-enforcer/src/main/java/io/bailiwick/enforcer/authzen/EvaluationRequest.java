package io.bailiwick.enforcer.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.ResourceKind;
import io.bailiwick.enforcer.decision.Visibility;
import io.bailiwick.enforcer.session.ShownSession;
import io.bailiwick.model.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The body of an access evaluation (AuthZEN 1.0 section 6). Unknown members are ignored; a missing
 * required member makes it a bad request.
 *
 * @param sessionToken the token of the session, if no facts describe the session
 * @param atLeastAsFresh the oldest revision that the answer may have
 * @param explain whether the caller wants the administrator's reason
 * @param ignored the unknown members, named for a caller who wants an explanation
 */
record EvaluationRequest(
    CheckRequest check,
    Optional<String> sessionToken,
    Optional<Revision> atLeastAsFresh,
    boolean explain,
    List<String> ignored) {
  private static final String DESTINATION = "resource.properties.destination";
  private static final String SCOPES = "resource.properties.scopes";

  static EvaluationRequest read(ObjectNode body) {
    ObjectNode subject = entity(body, "subject");
    String subjectType = folded(text(subject, "subject", "type"));
    String subjectId = text(subject, "subject", "id");
    String action = text(entity(body, "action"), "action", "name");
    Resource resource = resource(entity(body, "resource"));
    JsonNode context = object(body, "context", "context");
    ActingBy by = ActingBy.read(context);
    boolean explain = context.path("explain").asBoolean(false);
    return new EvaluationRequest(
        new CheckRequest(
            subjectType,
            subjectId,
            action,
            resource,
            by.session(),
            by.credential(),
            false,
            by.flaw()),
        by.token(),
        revision(context.path("at_least_as_fresh")),
        explain,
        explain ? IgnoredMembers.of(body) : List.of());
  }

  /** Returns a member that must be an object if it is present; null counts as absent. */
  static JsonNode object(JsonNode parent, String member, String name) {
    JsonNode value = parent.path(member);
    if (value.isNull()) {
      return MissingNode.getInstance();
    }
    if (!value.isMissingNode() && !value.isObject()) {
      throw new BadEvaluation(name + " must be an object");
    }
    return value;
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
    JsonNode properties = object(entity, "properties", "resource.properties");
    Optional<String> stated = namespace(properties.path("owner"), "resource.properties.owner");
    Optional<String> implied = ResourceKind.of(type).namespace(id).map(EvaluationRequest::folded);
    return new Resource(
        type,
        id,
        stated.or(() -> implied),
        stated.isPresent() && implied.isPresent() && !stated.equals(implied),
        Visibility.of(optional(properties.path("visibility"), "resource.properties.visibility")),
        optional(properties.path("created_by"), "resource.properties.created_by"),
        destination(object(properties, "destination", DESTINATION)),
        scopes(properties.path("scopes")));
  }

  /** Reads {@code [{"owner": namespace}]}; other members say what the credential may do there. */
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

  /** Folds letter case, which does not distinguish namespaces and types. */
  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static Optional<Destination> destination(JsonNode value) {
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    return Optional.of(
        new Destination(
            namespace(value.path("owner"), DESTINATION + ".owner"),
            Visibility.of(optional(value.path("visibility"), DESTINATION + ".visibility"))));
  }

  /** Returns the question with the session of the token, or with the token's flaw. */
  CheckRequest check(ShownSession shown) {
    return new CheckRequest(
        check.subjectType(),
        check.subject(),
        check.action(),
        check.resource(),
        shown.session(),
        check.credential(),
        true,
        shown.flaw());
  }

  private static Optional<Revision> revision(JsonNode value) {
    Optional<String> token = optional(value, "context.at_least_as_fresh");
    if (token.isPresent() && Revision.parse(token.get()).isEmpty()) {
      throw new BadEvaluation("context.at_least_as_fresh is not a revision");
    }
    return token.flatMap(Revision::parse);
  }

  static Optional<String> optional(JsonNode value, String name) {
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new BadEvaluation(name + " must be a string");
    }
    return Optional.of(value.textValue());
  }
}
