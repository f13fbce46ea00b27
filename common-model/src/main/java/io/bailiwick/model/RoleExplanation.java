package io.bailiwick.model;

import java.util.Optional;

/**
 * Why somebody has a role.
 *
 * @param rule what of the source decided: the attribute of SCIM, the claim of the mapping
 * @param value the value that the rule matched
 * @param kept why the mapping's claim has its value from an earlier sign-in; empty if the last one
 *     stated it, or SCIM gives the role
 */
public record RoleExplanation(
    RoleSource source, Optional<String> rule, Optional<String> value, Optional<Kept> kept) {
  public RoleExplanation {
    Required.present("roleExplanation.source", source);
    rule = Required.orEmpty(rule);
    value = Required.orEmpty(value);
    kept = Required.orEmpty(kept);
  }
}
