package io.bailiwick.enforcer.laws;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The roles of {@link Reference}: in the organization, and in its resource groups. */
final class ReferenceRoles {
  /** What no role in a resource group is enough for. */
  private static final Set<String> OF_ORGANIZATION =
      Reference.words("resource-group.assign organization.update oauth-app.create");

  private static final List<String> ROLES =
      List.of("no_access", "read", "contributor", "write", "admin");

  private ReferenceRoles() {}

  /** Returns whether it is about content of a resource group that is closed to jane. */
  static boolean isClosed(Case c) {
    boolean app =
        c.action().equals("space.use") && Reference.word(c.visibility()).equals("protected");
    boolean open = Reference.word(c.visibility()).equals("public") || app;
    boolean own = Reference.in("own", c.owner(), c) && !Reference.isAnywhere(c.action());
    boolean source = !c.group().isEmpty() && !c.grants().containsKey(c.group());
    boolean target =
        !Reference.MOVES.contains(c.action())
            && !c.toGroup().isEmpty()
            && !c.grants().containsKey(c.toGroup());
    return own && !open && !c.role().equals("admin") && (source || target);
  }

  /** Returns whether jane has a role in each resource group that is named, or else in acme. */
  static boolean has(String role, Case c) {
    List<String> groups =
        Stream.of(Reference.MOVES.contains(c.action()) ? "" : c.group(), c.toGroup())
            .filter(group -> !group.isEmpty())
            .toList();
    if (groups.isEmpty() || c.role().equals("admin") || OF_ORGANIZATION.contains(c.action())) {
      return ROLES.indexOf(c.role()) >= ROLES.indexOf(role);
    }
    return role.equals("no_access")
        || groups.stream()
            .map(group -> c.grants().getOrDefault(group, "no_access"))
            .allMatch(granted -> ROLES.indexOf(granted) >= ROLES.indexOf(role));
  }
}
