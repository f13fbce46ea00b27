package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.Remedy.Need;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Role;
import io.bailiwick.model.SignInFacts;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The known state of a managed account: the newest state of its identity and of its account.
 *
 * @param identityVersion the identity's version; 0 while no identity is known
 * @param signedInAt the time of the person's last sign-in through the organization
 * @param identityChangedAt the time of the first change of the identity that the account may not
 *     reflect, in milliseconds of the epoch
 * @param accountVersion the account's version; 0 while no account is known
 * @param reflectedVersion the version of the identity from which the account was planned
 * @param grants the roles in resource groups; equal ones are one object
 * @param identityUnreadable whether the newest record about the identity could not be read
 * @param accountUnreadable whether the newest record about the account could not be read
 */
public record Subject(
    String id,
    String organization,
    long identityVersion,
    @Nullable IdentityStatus identityStatus,
    @Nullable Instant sessionsNotBefore,
    @Nullable Instant signedInAt,
    long identityChangedAt,
    long accountVersion,
    long reflectedVersion,
    @Nullable AccountStatus accountStatus,
    @Nullable Role role,
    Grants grants,
    @Nullable String handle,
    boolean identityUnreadable,
    boolean accountUnreadable) {

  /** Returns a subject of which only the id and the organization are known. */
  public static Subject unseen(String id, String organization) {
    return new Subject(
        id,
        organization,
        0,
        null,
        null,
        null,
        0,
        0,
        0,
        null,
        null,
        Grants.NONE,
        null,
        false,
        false);
  }

  /**
   * Returns a break-glass account while its organization is open to it: an administrator, for now.
   */
  static Subject breakGlass(String id, String organization) {
    return active(id, organization, Role.ADMIN);
  }

  /** Returns an active account with a role, of which nothing else is known. */
  public static Subject active(String id, String organization, Role role) {
    return new Subject(
        id,
        organization,
        1,
        IdentityStatus.ACTIVE,
        null,
        null,
        0,
        1,
        1,
        AccountStatus.ACTIVE,
        role,
        Grants.NONE,
        null,
        false,
        false);
  }

  /** Returns a copy with another role. */
  Subject with(Role other) {
    return new Subject(
        id,
        organization,
        identityVersion,
        identityStatus,
        sessionsNotBefore,
        signedInAt,
        identityChangedAt,
        accountVersion,
        reflectedVersion,
        accountStatus,
        other,
        grants,
        handle,
        identityUnreadable,
        accountUnreadable);
  }

  /** Returns a copy with an identity's newest state. */
  public Subject with(String itsOrganization, Identity identity) {
    return new Subject(
        id,
        itsOrganization,
        identity.version(),
        identity.status(),
        // It never goes back: the feed of revocations may have brought a later one already.
        later(sessionsNotBefore, identity.sessionsNotBefore().orElse(null)),
        identity.signIn().map(SignInFacts::at).orElse(null),
        // The time since which the account has not followed: a later change does not restart it.
        accountVersion > 0 && reflectedVersion < identityVersion
            ? identityChangedAt
            : identity.changedAt().toEpochMilli(),
        accountVersion,
        reflectedVersion,
        accountStatus,
        role,
        grants,
        handle,
        false,
        accountUnreadable);
  }

  /** Returns a copy whose sessions of before an instant are revoked. */
  public Subject revoked(Instant notBefore) {
    return new Subject(
        id,
        organization,
        identityVersion,
        identityStatus,
        later(sessionsNotBefore, notBefore),
        signedInAt,
        identityChangedAt,
        accountVersion,
        reflectedVersion,
        accountStatus,
        role,
        grants,
        handle,
        identityUnreadable,
        accountUnreadable);
  }

  private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }

  /**
   * Returns a copy with an account's newest state.
   *
   * @param itsGrants the account's grants, as one object for all accounts with equal ones
   */
  public Subject with(String itsOrganization, Account account, Grants itsGrants) {
    return new Subject(
        id,
        itsOrganization,
        identityVersion,
        identityStatus,
        sessionsNotBefore,
        signedInAt,
        account.identityVersion() > reflectedVersion
            ? Math.max(identityChangedAt, account.changedAt().toEpochMilli())
            : identityChangedAt,
        account.version(),
        account.identityVersion(),
        account.status(),
        account.role(),
        itsGrants,
        account.handle().orElse(null),
        identityUnreadable,
        false);
  }

  /** Returns a copy after a record that could not be read. */
  public Subject uncertain(boolean ofIdentity, boolean ofAccount) {
    return new Subject(
        id,
        organization,
        identityVersion,
        identityStatus,
        sessionsNotBefore,
        signedInAt,
        identityChangedAt,
        accountVersion,
        reflectedVersion,
        accountStatus,
        role,
        grants,
        handle,
        identityUnreadable || ofIdentity,
        accountUnreadable || ofAccount);
  }

  /** Returns the revision of its identity; empty while no identity is known. */
  public Optional<Revision> revision() {
    return identityVersion == 0
        ? Optional.empty()
        : Optional.of(new Revision(Revision.Kind.RECORD, id, identityVersion));
  }

  /**
   * Returns the reason why it may do nothing at all; empty if it is active. The identity and the
   * account must both be active.
   */
  public Optional<Reason> inactive() {
    if (identityUnreadable || accountUnreadable) {
      return Optional.of(Reason.INDETERMINATE);
    }
    if (identityStatus == IdentityStatus.DELETED || accountStatus == AccountStatus.DEPROVISIONED) {
      return Optional.of(Reason.ACCOUNT_DEPROVISIONED);
    }
    if (identityStatus == IdentityStatus.INACTIVE || identityStatus == IdentityStatus.LOCKED) {
      return Optional.of(Reason.ACCOUNT_SUSPENDED);
    }
    if (identityStatus == null || accountStatus == null || role == null) {
      return Optional.of(Reason.UNKNOWN_SUBJECT);
    }
    return switch (accountStatus) {
      case ACTIVE -> Optional.empty();
      case HANDLE_TAKEN -> Optional.of(Reason.HANDLE_TAKEN);
      case SUSPENDED, DEPROVISIONED -> Optional.of(Reason.ACCOUNT_SUSPENDED);
    };
  }

  /** Returns the change that would make it active. */
  Need need() {
    if (identityUnreadable || accountUnreadable) {
      return Need.READABLE_RECORD;
    }
    if (identityStatus == IdentityStatus.DELETED || accountStatus == AccountStatus.DEPROVISIONED) {
      return Need.NOTHING_DELETED;
    }
    if (identityStatus == IdentityStatus.LOCKED) {
      return Need.END_OF_LOCK;
    }
    if (identityStatus != IdentityStatus.ACTIVE) {
      return identityStatus == null ? Need.PUBLISHED_IDENTITY : Need.ACTIVE_IDENTITY;
    }
    return accountStatus == AccountStatus.HANDLE_TAKEN ? Need.HANDLE : Need.WORKER;
  }

  /**
   * Returns whether its account has not followed a change of its identity before an instant. The
   * identity provider may have revoked the role that counts.
   */
  public boolean lagsSince(Instant bound) {
    return accountVersion > 0
        && reflectedVersion < identityVersion
        && identityChangedAt < bound.toEpochMilli();
  }

  /**
   * Returns whether a write that has been read decides about it. A role counts when the account
   * reflects the identity. Until there is an account, or while the identity is not active or a
   * record cannot be read, everything is denied.
   */
  public boolean hasFollowed(Revision revision) {
    long version =
        switch (revision.kind()) {
          case IDENTITY -> revision.id().equals(id) ? revision.version() : 0;
          case MOMENT -> identityVersion;
          case RECORD, ACCOUNT, ORGANIZATION, SESSION -> 0;
        };
    return reflectedVersion >= version
        || accountVersion == 0
        || identityStatus != IdentityStatus.ACTIVE
        || identityUnreadable
        || accountUnreadable;
  }

  /** Returns whether a namespace is its own: its handle or its id. */
  public boolean owns(String namespace) {
    return namespace.equals(handle) || namespace.equals(id);
  }
}
