package io.bailiwick.model;

import java.util.List;

/**
 * The mapping from a claim to a role.
 *
 * @param attribute the claim, a path with dots: {@code groups}, {@code realm_access.roles}
 * @param conflict the choice between several rules that match
 * @param rules the rules in the administrator's order; one must give {@code admin}, so that a
 *     mapping cannot lock all members out of administration
 */
public record RoleMapping(String attribute, Conflict conflict, List<Rule> rules) {
  private static final int MOST_RULES = 500;

  public RoleMapping {
    ClaimPath.require("signIn.roleMapping.attribute", attribute);
    conflict = conflict == null ? Conflict.MOST_PRIVILEGED : conflict;
    rules = rules == null ? List.of() : List.copyOf(rules);
    if (rules.size() > MOST_RULES) {
      throw new IllegalArgumentException(
          "signIn.roleMapping.rules holds more than " + MOST_RULES + " rules");
    }
    if (rules.stream().noneMatch(rule -> rule.role() == Role.ADMIN)) {
      throw new IllegalArgumentException("signIn.roleMapping.rules must map a value to admin");
    }
  }

  /** The choice between several rules that match. */
  public enum Conflict {
    MOST_PRIVILEGED,
    FIRST_MATCH
  }

  /** A value of the claim, compared exactly, and the role that it gives. */
  public record Rule(String value, Role role) {
    public Rule {
      Required.text("signIn.roleMapping.rules.value", value);
      Required.present("signIn.roleMapping.rules.role", role);
    }
  }
}
