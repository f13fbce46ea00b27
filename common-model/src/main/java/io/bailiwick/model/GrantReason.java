package io.bailiwick.model;

import java.util.Optional;

/**
 * A reason why a person has a grant.
 *
 * @param role the role that this source alone gives
 * @param rule the part of the settings that decided: {@code links}, the claim of the mapping,
 *     {@code members} or {@code autoJoin}
 * @param value the value that the rule matched: the group of the link, a value of the claim, the
 *     kind of automatic membership
 * @param kept the reason why the mapping's claim keeps an earlier value; empty if the last sign-in
 *     stated it
 */
public record GrantReason(
    GrantSource source,
    Role role,
    Optional<String> rule,
    Optional<String> value,
    Optional<Kept> kept) {
  public GrantReason {
    Required.present("grants.sources.source", source);
    Required.present("grants.sources.role", role);
    rule = Required.orEmpty(rule);
    value = Required.orEmpty(value);
    kept = Required.orEmpty(kept);
  }
}
