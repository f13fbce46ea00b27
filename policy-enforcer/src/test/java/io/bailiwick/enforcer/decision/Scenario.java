package io.bailiwick.enforcer.decision;

import io.bailiwick.model.Role;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A question of the scenario files and its answer. */
public record Scenario(
    Optional<String> subject,
    String action,
    String type,
    String id,
    Optional<String> owner,
    Optional<String> visibility,
    Optional<String> createdBy,
    Optional<Destination> to,
    Optional<List<String>> scopes,
    Optional<String> group,
    Optional<String> role,
    Optional<String> grant,
    Optional<String> limits,
    Optional<String> session,
    String expect) {

  public record Destination(
      Optional<String> owner, Optional<String> visibility, Optional<String> group) {}

  /** All scenarios. */
  public static List<Scenario> all() throws IOException {
    return ScenarioTables.read();
  }

  public boolean isAllowed() {
    return expect.equals("allow") || expect.equals("not_managed");
  }

  /** Jane's role in the resource group research; empty if she has none. */
  public Optional<Role> granted() {
    return grant.flatMap(Role::named);
  }

  /** The reason that the answer must have. */
  public String reason() {
    return expect.equals("allow") ? "allowed" : expect;
  }

  @Override
  public String toString() {
    return subject.orElse("jane")
        + " "
        + action
        + " "
        + owner.orElse(id)
        + " "
        + visibility.orElse("-")
        + to.map(where -> " to " + where.owner().orElse("") + " " + where.visibility().orElse("-"))
            .orElse("")
        + group.map(in -> " in " + in).orElse("")
        + to.flatMap(Destination::group).map(in -> " to " + in).orElse("")
        + createdBy.map(who -> " of " + who).orElse("")
        + role.map(r -> " as " + r).orElse("")
        + grant.map(r -> " and " + r + " in research").orElse("")
        + limits.map(l -> " " + l).orElse("")
        + session.map(s -> " session " + s).orElse("")
        + ": "
        + expect;
  }
}
