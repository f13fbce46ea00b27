package io.bailiwick.model;

import java.util.List;

/**
 * A link that gives the members of a SCIM group a role.
 *
 * @param group the id or the display name of a SCIM group, as the administrator wrote it
 * @param role the role that its members get
 * @param ids the ids of the SCIM groups that {@code group} names now, in their order. The gateway
 *     keeps them current, so that a renamed group joins or leaves the link
 */
public record GroupLink(String group, Role role, List<String> ids) {
  private static final int LONGEST_NAME = 1024;

  public GroupLink {
    Required.text("group", group);
    if (Characters.in(group) > LONGEST_NAME) {
      throw new IllegalArgumentException("group must have 1 to " + LONGEST_NAME + " characters");
    }
    Required.present("role", role);
    ids = ids == null ? List.of() : ids.stream().sorted().distinct().toList();
  }

  /** Returns a link to the groups of some ids. */
  public GroupLink to(List<String> present) {
    return new GroupLink(group, role, present);
  }

  /** Returns whether a member of some groups, by their ids, is linked. */
  public boolean links(List<String> groups) {
    for (String id : ids) {
      if (groups.contains(id)) {
        return true;
      }
    }
    return false;
  }
}
