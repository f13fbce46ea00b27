package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.rules.StoredResource;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Resources;
import io.bailiwick.gateway.settings.GatewaySettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

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
   * Returns a resource.
   *
   * @param name the attribute of its references to other resources; it is left out without any
   */
  ObjectNode of(ResourceType type, StoredResource stored, String name, List<Reference> references) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode schemas = json.putArray("schemas");
    Resources.schemas(type, stored.resource()).forEach(schemas::add);
    json.put("id", stored.id());
    json.setAll(Resources.known(type, stored.resource()));
    if (!references.isEmpty()) {
      ArrayNode elements = json.putArray(name);
      for (Reference reference : references) {
        elements
            .addObject()
            .put("value", reference.id())
            .put("$ref", location(stored.organization(), reference.to(), reference.id()))
            .put("display", reference.display())
            .put("type", reference.type());
      }
    }
    json.putObject("meta")
        .put("resourceType", type.name())
        .put("created", stored.createdAt().toString())
        .put("lastModified", stored.changedAt().toString())
        .put("location", location(type, stored))
        .put("version", tag(stored.version()));
    return json;
  }

  /** Returns the URL of a resource. */
  String location(ResourceType type, StoredResource stored) {
    return location(stored.organization(), type, stored.id());
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

  /**
   * A reference to another resource of the organization, such as a member of a group.
   *
   * @param type the value of the sub-attribute {@code type}
   */
  record Reference(ResourceType to, String id, String display, String type) {}
}
