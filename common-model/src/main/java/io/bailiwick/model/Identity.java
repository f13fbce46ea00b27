package io.bailiwick.model;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A person as the identity provider states them, with the attributes that the other services need.
 *
 * @param id the managed account's id, never used again
 * @param organization the organization that owns it
 * @param version 1, 2, 3 ... per id; a higher one replaces a lower one
 * @param userName the user name exactly as the identity provider wrote it
 * @param externalId the identity provider's own key, opaque
 * @param roles the values of the SCIM attribute {@code roles}
 * @param groups the ids of the person's SCIM groups, in their order
 * @param invitedRole the role that an invitation gives
 * @param signIn the facts of the last sign-in; empty until the person has signed in
 * @param assigned the assignments that administrators made by hand; empty if there are none
 * @param suspensions the reasons why the person may not act; empty if active or deleted
 * @param deletion the deletion by the identity provider; empty unless deleted
 * @param sessionsNotBefore authentications before this instant are invalid
 * @param createdAt the time when it was created
 * @param changedAt the time of this version
 */
public record Identity(
    String id,
    String organization,
    long version,
    IdentityStatus status,
    String userName,
    Optional<String> externalId,
    Profile profile,
    List<String> roles,
    List<String> groups,
    Optional<Role> invitedRole,
    Optional<SignInFacts> signIn,
    Optional<Assigned> assigned,
    Set<SuspensionReason> suspensions,
    Optional<Deletion> deletion,
    Optional<Instant> sessionsNotBefore,
    Instant createdAt,
    Instant changedAt) {

  public Identity {
    Required.text("id", id);
    Required.text("organization", organization);
    Required.version("version", version);
    Required.present("status", status);
    Required.text("userName", userName);
    Required.present("createdAt", createdAt);
    Required.present("changedAt", changedAt);
    Required.present("profile", profile);
    roles = List.copyOf(roles);
    groups = groups == null ? List.of() : List.copyOf(groups).stream().sorted().toList();
    invitedRole = Required.orEmpty(invitedRole);
    signIn = Required.orEmpty(signIn);
    assigned = Required.orEmpty(assigned).filter(one -> !one.givesNothing());
    suspensions = suspensions == null ? suspensions(status) : copy(suspensions);
    deletion = Required.orEmpty(deletion);
    sessionsNotBefore = Required.orEmpty(sessionsNotBefore);
  }

  /** Returns the reasons that follow from a status, for events of before there were reasons. */
  private static Set<SuspensionReason> suspensions(IdentityStatus status) {
    return switch (status) {
      case ACTIVE, DELETED -> Set.of();
      case INACTIVE -> Set.of(SuspensionReason.DEACTIVATED);
      case LOCKED -> Set.of(SuspensionReason.LOCKED);
    };
  }

  /** Returns a copy in the order of the reasons, so that equal identities have equal events. */
  static Set<SuspensionReason> copy(Set<SuspensionReason> reasons) {
    return reasons.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(reasons));
  }
}
