package io.bailiwick.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The managed account of an identity, with the same id: handle, status and role.
 *
 * @param version 1, 2, 3 ... per id, independent of the identity's version
 * @param identityVersion the newest version of the identity that this account reflects
 * @param handle the platform-wide name; absent only while {@code HANDLE_TAKEN}
 * @param roleExplanation the reason for the role; empty in events that were written before
 *     explanations existed
 * @param grants the roles in resource groups, in the order of their names
 * @param suspensions the reasons why the person may not act
 * @param departure what becomes of the content; empty unless the person was deleted
 * @param createdAt the time when the account was created
 * @param changedAt the time of this version
 */
public record Account(
    String id,
    String organization,
    long version,
    long identityVersion,
    AccountStatus status,
    Optional<String> handle,
    Role role,
    Optional<RoleExplanation> roleExplanation,
    List<Grant> grants,
    Set<SuspensionReason> suspensions,
    Optional<Departure> departure,
    Profile profile,
    Instant createdAt,
    Instant changedAt) {

  public Account {
    Required.text("id", id);
    Required.text("organization", organization);
    Required.version("version", version);
    Required.version("identityVersion", identityVersion);
    Required.present("status", status);
    Required.present("role", role);
    roleExplanation = Required.orEmpty(roleExplanation);
    grants = grants == null ? List.of() : List.copyOf(grants);
    suspensions = suspensions == null ? Set.of() : Identity.copy(suspensions);
    departure = Required.orEmpty(departure);
    Required.present("profile", profile);
    Required.present("createdAt", createdAt);
    Required.present("changedAt", changedAt);
  }
}
