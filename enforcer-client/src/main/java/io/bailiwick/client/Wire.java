package io.bailiwick.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.util.Optional;

/** The JSON of questions and decisions: AuthZEN 1.0 section 6, with Bailiwick's members. */
final class Wire {
  private Wire() {}

  static byte[] write(Question question) {
    ObjectNode body = StrictJson.mapper().createObjectNode();
    body.putObject("subject").put("type", "user").put("id", question.subject());
    body.putObject("action").put("name", question.action());
    resource(body.putObject("resource"), question.resource());
    ObjectNode context = body.putObject("context");
    question.acting().ifPresent(acting -> acting(context, acting));
    question.atLeastAsFresh().ifPresent(revision -> context.put("at_least_as_fresh", revision));
    return StrictJson.write(body);
  }

  private static void resource(ObjectNode entity, Resource resource) {
    entity.put("type", resource.type()).put("id", resource.id());
    ObjectNode properties = entity.putObject("properties");
    resource.owner().ifPresent(owner -> properties.put("owner", owner));
    resource.visibility().ifPresent(visibility -> properties.put("visibility", visibility));
    resource.resourceGroup().ifPresent(group -> properties.put("resource_group", group));
    resource.createdBy().ifPresent(account -> properties.put("created_by", account));
    if (resource.destination().isPresent()) {
      Resource.Destination to = resource.destination().get();
      ObjectNode destination = properties.putObject("destination");
      to.owner().ifPresent(owner -> destination.put("owner", owner));
      to.visibility().ifPresent(visibility -> destination.put("visibility", visibility));
      to.resourceGroup().ifPresent(group -> destination.put("resource_group", group));
    }
    if (!resource.scopes().isEmpty()) {
      resource.scopes().forEach(o -> properties.withArray("scopes").addObject().put("owner", o));
    }
  }

  private static void acting(ObjectNode context, Acting acting) {
    switch (acting) {
      case Acting.Token token -> context.putObject("session").put("token", token.token());
      case Acting.Session session -> session(context, session);
      case Acting.Credential credential ->
          session(
              context
                  .putObject("credential")
                  .put("type", credential.type())
                  .put("id", credential.id())
                  .put("created_at", credential.createdAt().toString()),
              credential.session());
    }
  }

  private static void session(ObjectNode parent, Acting.Session session) {
    parent
        .putObject("session")
        .put("id", session.id())
        .put("organization", session.organization())
        .put("authenticated_at", session.authenticatedAt().toString());
  }

  /** Reads a decision; empty if the body is not one of the enforcer. */
  static Optional<Decision> decision(byte[] body) {
    try {
      ObjectNode answer = StrictJson.object(body);
      JsonNode context = answer.path("context");
      if (!answer.path("decision").isBoolean() || !context.path("reason").isTextual()) {
        return Optional.empty();
      }
      return Optional.of(
          new Decision(
              answer.path("decision").booleanValue(),
              context.path("reason").textValue(),
              text(context.path("reason_user"), "403"),
              text(context, "evaluation_id"),
              text(context, "revision"),
              text(context, "sign_in_url"),
              context.path("stale").booleanValue(),
              Optional.empty()));
    } catch (BadJson e) {
      return Optional.empty();
    }
  }

  /** Reads the message of an error, which names members and no values; empty if there is none. */
  static String error(byte[] body) {
    try {
      return StrictJson.object(body).path("error").asText();
    } catch (BadJson e) {
      return "";
    }
  }

  private static Optional<String> text(JsonNode parent, String member) {
    return Optional.ofNullable(parent.path(member).textValue());
  }
}
