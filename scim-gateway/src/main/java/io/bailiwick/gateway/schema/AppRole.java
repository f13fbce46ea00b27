package io.bailiwick.gateway.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.util.Optional;

/**
 * A role as Entra ID's {@code SingleAppRoleAssignment} writes it: a text that is JSON, {@code
 * {"id": "18d1", "value": "read", "displayName": "Reader"}}. RFC 7643 has the role's name in its
 * place.
 */
public final class AppRole {
  private static final String ROLES = "roles";

  private AppRole() {}

  /** Tells whether the values of an attribute are roles. */
  public static boolean isRoles(Attribute attribute) {
    return attribute.name().equals(ROLES) && attribute.isComplex();
  }

  /** Tells whether a role, or one of several, is in that form. */
  public static boolean isIn(JsonNode raw) {
    return raw.isArray()
        ? raw.valueStream().anyMatch(AppRole::isIn)
        : parsed(raw.isObject() ? raw.path("value") : raw).isPresent();
  }

  /** Returns a role in the form of RFC 7643; returns other attributes and forms as they are. */
  public static JsonNode read(Attribute attribute, JsonNode raw) {
    if (!isRoles(attribute)) {
      return raw;
    }
    Optional<ObjectNode> role = parsed(raw.isObject() ? raw.path("value") : raw);
    if (role.isEmpty()) {
      return raw;
    }
    ObjectNode read =
        raw instanceof ObjectNode given ? given.deepCopy() : JsonNodeFactory.instance.objectNode();
    read.set("value", role.get().get("value"));
    if (!read.has("display") && role.get().path("displayName").isTextual()) {
      read.set("display", role.get().get("displayName"));
    }
    return read;
  }

  private static Optional<ObjectNode> parsed(JsonNode text) {
    if (!text.isTextual() || !text.textValue().stripLeading().startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.of(StrictJson.object(text.textValue().getBytes(UTF_8)))
          .filter(role -> role.path("value").isTextual());
    } catch (BadJson notJson) {
      return Optional.empty();
    }
  }
}
