package io.bailiwick.model;

import java.util.Optional;

/**
 * The reason why a person has a role.
 *
 * @param rule the part of the source that decided: the attribute of SCIM, or the claim of the
 *     mapping
 * @param value the value that the rule matched
 * @param kept the reason why the mapping's claim keeps an earlier value; empty if the last sign-in
 *     stated the claim, or SCIM gives the role
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
