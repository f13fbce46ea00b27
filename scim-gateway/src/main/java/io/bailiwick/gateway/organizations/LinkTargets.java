package io.bailiwick.gateway.organizations;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the SCIM groups that links name. This room does not know those groups. */
public interface LinkTargets {

  /**
   * Returns the ids of the groups that have one of some texts as id or display name, by the text.
   * It works in a transaction of the organization.
   */
  Uni<Map<String, List<String>>> ids(String organization, Set<String> texts);
}
