package io.bailiwick.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What the platform holds for a person: the managed account of an identity, with the same id.
 *
 * @param version 1, 2, 3 ... per id, of the account's own
 * @param identityVersion the newest version of the identity that this account reflects
 * @param handle the platform-wide name; absent only while {@code HANDLE_TAKEN}
 * @param roleExplanation why it has that role; empty in events from before there were explanations
 * @param createdAt when the account was materialised
 * @param changedAt when this version was
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
