package io.bailiwick.model;

import java.time.Instant;
import java.util.Optional;

/**
 * The managed account of an identity, with the same id: handle, status and role.
 *
 * @param version 1, 2, 3 ... per id, independent of the identity's version
 * @param identityVersion the newest version of the identity that this account reflects
 * @param handle the platform-wide name; absent only while {@code HANDLE_TAKEN}
 * @param roleExplanation the reason for the role; empty in events that were written before
 *     explanations existed
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
    Required.present("profile", profile);
    Required.present("createdAt", createdAt);
    Required.present("changedAt", changedAt);
  }
}
