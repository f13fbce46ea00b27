package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.GroupDirectory;
import io.bailiwick.gateway.directory.rules.StoredGroup;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Resources;
import io.bailiwick.gateway.secrets.GatewaySettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;

/**
 * Resources in the form that SCIM shows: the stored attributes with {@code schemas}, id and meta.
 */
@ApplicationScoped
class Representation {
  private final String base;

  Representation(GatewaySettings settings) {
    this.base = settings.url().toString().replaceAll("/$", "") + "/scim/v2/";
  }

  /**
   * Returns a user.
   *
   * @param groupNames the display names of the groups to show, by their ids
   */
  ObjectNode user(ResourceType type, StoredIdentity identity, Map<String, String> groupNames) {
    ObjectNode user = resource(type, identity.id(), identity.resource());
    ArrayNode groups = JsonNodeFactory.instance.arrayNode();
    identity.groups().stream()
        .sorted()
        .filter(groupNames::containsKey)
        .forEach(
            group ->
                groups
                    .addObject()
                    .put("value", group)
                    .put("$ref", location(identity.organization(), ResourceType.GROUP, group))
                    .put("display", groupNames.get(group))
                    .put("type", "direct"));
    if (!groups.isEmpty()) {
      user.set("groups", groups);
    }
    ObjectNode meta = meta(user, type, identity.createdAt(), identity.changedAt());
    meta.put("location", location(identity)).put("version", tag(identity.version()));
    return user;
  }

  /** Returns a group. */
  ObjectNode group(ResourceType type, GroupDirectory.Shown shown) {
    StoredGroup group = shown.group();
    ObjectNode json = resource(type, group.id(), group.resource());
    if (!shown.members().isEmpty()) {
      ArrayNode members = json.putArray("members");
      shown
          .members()
          .forEach(
              member ->
                  members
                      .addObject()
                      .put("value", member.identity())
                      .put(
                          "$ref",
                          location(group.organization(), ResourceType.USER, member.identity()))
                      .put("display", member.display())
                      .put("type", ResourceType.USER.name()));
    }
    ObjectNode meta = meta(json, type, group.createdAt(), group.changedAt());
    meta.put("location", location(group)).put("version", tag(group.version()));
    return json;
  }

  private static ObjectNode resource(ResourceType type, String id, ObjectNode kept) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode schemas = json.putArray("schemas");
    Resources.schemas(type, kept).forEach(schemas::add);
    json.put("id", id);
    return json.setAll(Resources.known(type, kept));
  }

  private static ObjectNode meta(
      ObjectNode resource, ResourceType type, Instant created, Instant changed) {
    return resource
        .putObject("meta")
        .put("resourceType", type.name())
        .put("created", created.toString())
        .put("lastModified", changed.toString());
  }

  String location(StoredIdentity identity) {
    return location(identity.organization(), ResourceType.USER, identity.id());
  }

  String location(StoredGroup group) {
    return location(group.organization(), ResourceType.GROUP, group.id());
  }

  /** Returns the URL of a resource. */
  String location(String organization, ResourceType type, String id) {
    return location(organization, type.endpoint() + "/" + id);
  }

  /** Returns the absolute URL of a path below an organization's SCIM base. */
  String location(String organization, String path) {
    return base + organization + path;
  }

  /** Returns the weak entity tag of a version, RFC 7644 section 3.14. */
  static String tag(long version) {
    return "W/\"" + version + "\"";
  }
}
