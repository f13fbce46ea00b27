package io.bailiwick.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The roles in the organization that SCIM groups give.
 *
 * @param groupLinks the links, in the administrator's order; if there are any, one must give {@code
 *     admin}, so that they cannot lock all members out of administration
 * @param conflict the choice between several links of a person
 */
public record RoleSettings(List<GroupLink> groupLinks, RoleMapping.Conflict conflict) {

  /** No SCIM group gives a role. */
  public static final RoleSettings NONE =
      new RoleSettings(List.of(), RoleMapping.Conflict.MOST_PRIVILEGED);

  private static final int MOST_LINKS = 500;

  public RoleSettings {
    groupLinks = groupLinks == null ? List.of() : List.copyOf(groupLinks);
    conflict = conflict == null ? RoleMapping.Conflict.MOST_PRIVILEGED : conflict;
    if (groupLinks.size() > MOST_LINKS) {
      throw new IllegalArgumentException(
          "roles.groupLinks holds more than " + MOST_LINKS + " links");
    }
    Set<String> groups = new HashSet<>();
    for (GroupLink link : groupLinks) {
      if (!groups.add(link.group())) {
        throw new IllegalArgumentException("roles.groupLinks links a group twice");
      }
    }
    if (!groupLinks.isEmpty() && groupLinks.stream().noneMatch(link -> link.role() == Role.ADMIN)) {
      throw new IllegalArgumentException("roles.groupLinks must link a group to admin");
    }
  }
}
