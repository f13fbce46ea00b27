package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.model.Assigned;
import io.bailiwick.model.Deletion;
import io.bailiwick.model.Role;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** A draft of an identity's next version. Attributes that are not set stay as they were. */
final class IdentityDraft {
  private final StoredIdentity before;
  private ObjectNode resource;
  private Set<String> groups;
  private boolean pushed;
  private Login login;
  private Optional<Role> invitedRole;
  private Assigned assigned;
  private Optional<Instant> lockedAt;
  private Optional<Deletion> deletion;
  private Optional<Instant> sessionsNotBefore;

  IdentityDraft(StoredIdentity before) {
    this.before = before;
    this.resource = before.resource();
    this.groups = before.groups();
    this.pushed = before.pushed();
    this.login = before.login();
    this.invitedRole = before.invitedRole();
    this.assigned = before.assigned();
    this.lockedAt = before.lockedAt();
    this.deletion = before.deletion();
    this.sessionsNotBefore = before.sessionsNotBefore();
  }

  IdentityDraft resource(ObjectNode value) {
    resource = value;
    return this;
  }

  IdentityDraft groups(Set<String> value) {
    groups = value;
    return this;
  }

  /** Marks the identity as written by SCIM. */
  IdentityDraft pushed() {
    pushed = true;
    return this;
  }

  /** Marks the identity as created by sign-in and not written by SCIM. */
  IdentityDraft madeBy(Login value) {
    pushed = false;
    return login(value);
  }

  IdentityDraft login(Login value) {
    login = value;
    return this;
  }

  IdentityDraft invitedRole(Optional<Role> value) {
    invitedRole = value;
    return this;
  }

  IdentityDraft assigned(Assigned value) {
    assigned = value;
    return this;
  }

  IdentityDraft lockedAt(Optional<Instant> value) {
    lockedAt = value;
    return this;
  }

  IdentityDraft deletion(Optional<Deletion> value) {
    deletion = value;
    return this;
  }

  /** Changes whether the guard holds the deletion, whose time stays. */
  IdentityDraft heldDeletion(boolean held) {
    deletion = deletion.map(one -> new Deletion(one.at(), held));
    return this;
  }

  /**
   * Voids every authentication until now; sessions that ended before stay ended.
   *
   * <p>INVARIANT: the instant is later than the last change, by whichever clock. A sign-in is such
   * a change, and its session has that change's time.
   */
  IdentityDraft sessionsEnd(Instant now) {
    Instant from = latest(now, before.changedAt().plus(1, ChronoUnit.MICROS));
    sessionsNotBefore = sessionsNotBefore.filter(from::isBefore).or(() -> Optional.of(from));
    return this;
  }

  private static Instant latest(Instant some, Instant other) {
    return some.isAfter(other) ? some : other;
  }

  /** Tells whether the draft equals the identity in all that counts. */
  boolean changesNothing() {
    return resource.equals(before.resource())
        && groups.equals(before.groups())
        && pushed == before.pushed()
        && login.equals(before.login())
        && invitedRole.equals(before.invitedRole())
        && assigned.equals(before.assigned())
        && lockedAt.equals(before.lockedAt())
        && deletion.equals(before.deletion())
        && sessionsNotBefore.equals(before.sessionsNotBefore());
  }

  /** Returns the next version. */
  StoredIdentity at(Instant now) {
    return identity(
        before.version() + 1,
        latest(latest(now, before.changedAt()), sessionsNotBefore.orElse(now)));
  }

  /** Returns the same version, before its first write. */
  StoredIdentity unwritten() {
    return identity(before.version(), before.changedAt());
  }

  private StoredIdentity identity(long version, Instant changedAt) {
    return new StoredIdentity(
        before.id(),
        before.organization(),
        version,
        resource,
        groups,
        pushed,
        login,
        invitedRole,
        assigned,
        lockedAt,
        deletion,
        sessionsNotBefore,
        before.createdAt(),
        changedAt);
  }
}
