package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.GatewaySettings;
import io.bailiwick.gateway.directory.StoredIdentity;
import io.bailiwick.gateway.scim.schema.ResourceType;
import io.bailiwick.gateway.scim.schema.Resources;
import jakarta.enterprise.context.ApplicationScoped;

/** Identities as SCIM shows them: the kept attributes with {@code schemas}, id and meta. */
@ApplicationScoped
class UserRepresentation {
  private final String base;

  UserRepresentation(GatewaySettings settings) {
    this.base = settings.url().toString().replaceAll("/$", "") + "/scim/v2/";
  }

  ObjectNode user(StoredIdentity identity) {
    ObjectNode user = JsonNodeFactory.instance.objectNode();
    ArrayNode schemas = user.putArray("schemas");
    Resources.schemas(ResourceType.USER, identity.resource()).forEach(schemas::add);
    user.put("id", identity.id());
    user.setAll(identity.resource());
    ObjectNode meta = user.putObject("meta");
    meta.put("resourceType", ResourceType.USER.name());
    meta.put("created", identity.createdAt().toString());
    meta.put("lastModified", identity.changedAt().toString());
    meta.put("location", location(identity));
    meta.put("version", version(identity));
    return user;
  }

  String location(StoredIdentity identity) {
    return location(identity.organization(), ResourceType.USER.endpoint() + "/" + identity.id());
  }

  /** The absolute URL of a path below an organization's SCIM base. */
  String location(String organization, String path) {
    return base + organization + path;
  }

  /** The weak entity tag, RFC 7644 section 3.14. */
  static String version(StoredIdentity identity) {
    return "W/\"" + identity.version() + "\"";
  }
}
