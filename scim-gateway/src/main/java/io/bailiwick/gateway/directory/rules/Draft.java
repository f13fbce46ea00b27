package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.model.Role;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** The next version of an identity in the making: what is not said stays as it was. */
final class Draft {
  private final StoredIdentity before;
  private ObjectNode resource;
  private Set<String> groups;
  private boolean pushed;
  private Login login;
  private Optional<Role> invitedRole;
  private Optional<Instant> lockedAt;
  private boolean deleted;
  private Optional<Instant> sessionsNotBefore;

  Draft(StoredIdentity before) {
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

  Draft resource(ObjectNode value) {
    resource = value;
    return this;
  }

  Draft groups(Set<String> value) {
    groups = value;
    return this;
  }

  /** SCIM has written it. */
  Draft pushed() {
    pushed = true;
    return this;
  }

  Draft login(Login value) {
    login = value;
    return this;
  }

  Draft invitedRole(Optional<Role> value) {
    invitedRole = value;
    return this;
  }

  Draft lockedAt(Optional<Instant> value) {
    lockedAt = value;
    return this;
  }

  Draft deleted() {
    deleted = true;
    return this;
  }

  /**
   * Nothing authenticated until now counts; what was ended before stays so.
   *
   * <p>INVARIANT: later than the last change, by whatever clock that was: a sign-in is one, and the
   * session has its time.
   */
  Draft sessionsEnd(Instant now) {
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

  StoredIdentity at(Instant now) {
    return new StoredIdentity(
        before.id(),
        before.organization(),
        before.version() + 1,
        resource,
        groups,
        pushed,
        login,
        invitedRole,
        lockedAt,
        deleted,
        sessionsNotBefore,
        before.createdAt(),
        latest(latest(now, before.changedAt()), sessionsNotBefore.orElse(now)));
  }
}
