package io.bailiwick.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Handles;
import io.bailiwick.model.Limits;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.Sessions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an administrator sets of an organization; what is left out has its strict default. */
public record OrganizationSettings(
    String displayName, Role defaultRole, Limits limits, Handles handles, Sessions sessions) {

  public OrganizationSettings {
    required("displayName", displayName);
    required("defaultRole", defaultRole);
    required("limits", limits);
    required("handles", handles);
    required("sessions", sessions);
    Organization.requireDisplayName(displayName);
  }

  private static void required(String name, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " cannot be removed");
    }
  }

  /** The settings of a new organization that says nothing. */
  public static OrganizationSettings initial(String id) {
    String suffix = id.length() > 20 ? id.substring(0, 20).replaceAll("-$", "") : id;
    return new OrganizationSettings(
        id,
        Role.READ,
        Limits.STRICT,
        new Handles(suffix, Handles.WhenTaken.NUMBER),
        Sessions.DEFAULT);
  }

  /** The settings of an organization. */
  public static OrganizationSettings of(Organization organization) {
    return new OrganizationSettings(
        organization.displayName(),
        organization.defaultRole(),
        organization.limits(),
        organization.handles(),
        organization.sessions());
  }

  /**
   * These settings with a JSON merge patch (RFC 7396) applied.
   *
   * @throws BadJson when the result is not valid; names the member
   */
  public OrganizationSettings merged(ObjectNode patch) throws BadJson {
    ObjectNode target = StrictJson.mapper().valueToTree(this);
    merge(target, patch);
    return StrictJson.readClosed(StrictJson.write(target), OrganizationSettings.class);
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      JsonNode value = member.getValue();
      if (value.isNull()) {
        target.remove(member.getKey());
      } else if (value instanceof ObjectNode object
          && target.get(member.getKey()) instanceof ObjectNode inner) {
        merge(inner, object);
      } else {
        target.set(member.getKey(), value);
      }
    }
  }
}
