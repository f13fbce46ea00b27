package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.model.Role;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * An identity in the making, from one that exists: attributes that are not set stay as they were.
 */
final class IdentityDraft {
  private final StoredIdentity before;
  private ObjectNode resource;
  private Set<String> groups;
  private boolean pushed;
  private Login login;
  private Optional<Role> invitedRole;
  private Optional<Instant> lockedAt;
  private boolean deleted;
  private Optional<Instant> sessionsNotBefore;

  IdentityDraft(StoredIdentity before) {
    this.before = before;
    this.resource = before.resource();
    this.groups = before.groups();
    this.pushed = before.pushed();
    this.login = before.login();
    this.invitedRole = before.invitedRole();
    this.lockedAt = before.lockedAt();
    this.deleted = before.deleted();
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

  /** SCIM has written it. */
  IdentityDraft pushed() {
    pushed = true;
    return this;
  }

  /** Sign-in has made it, and SCIM has not written it. */
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

  IdentityDraft lockedAt(Optional<Instant> value) {
    lockedAt = value;
    return this;
  }

  IdentityDraft deleted() {
    deleted = true;
    return this;
  }

  /**
   * Nothing authenticated until now counts; what was ended before stays so.
   *
   * <p>INVARIANT: later than the last change, by whatever clock that was: a sign-in is one, and the
   * session has its time.
   */
  IdentityDraft sessionsEnd(Instant now) {
    Instant from = latest(now, before.changedAt().plus(1, ChronoUnit.MICROS));
    sessionsNotBefore = sessionsNotBefore.filter(from::isBefore).or(() -> Optional.of(from));
    return this;
  }

  private static Instant latest(Instant some, Instant other) {
    return some.isAfter(other) ? some : other;
  }

  /** The same identity as before, in all that counts. */
  boolean changesNothing() {
    return resource.equals(before.resource())
        && groups.equals(before.groups())
        && pushed == before.pushed()
        && login.equals(before.login())
        && invitedRole.equals(before.invitedRole())
        && lockedAt.equals(before.lockedAt())
        && deleted == before.deleted()
        && sessionsNotBefore.equals(before.sessionsNotBefore());
  }

  /** The next version. */
  StoredIdentity at(Instant now) {
    return identity(
        before.version() + 1,
        latest(latest(now, before.changedAt()), sessionsNotBefore.orElse(now)));
  }

  /** The same version, before it is written for the first time. */
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
        lockedAt,
        deleted,
        sessionsNotBefore,
        before.createdAt(),
        changedAt);
  }
}
