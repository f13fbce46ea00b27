package io.bailiwick.worker.planning;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Deletion;
import io.bailiwick.model.Departure;
import io.bailiwick.model.GrantDecision;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LeaverSettings;
import io.bailiwick.model.LeaverSettings.ContentPolicy;
import io.bailiwick.model.Organization;
import io.bailiwick.model.RoleDecision;
import io.bailiwick.model.SuspensionReason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Derives the account of an identity. */
public final class AccountPlan {
  private AccountPlan() {}

  /** Returns whether an account for this identity needs a handle. */
  public static boolean needsHandle(Optional<Account> account, Identity identity) {
    return identity.status() != IdentityStatus.DELETED
        && account.flatMap(Account::handle).isEmpty();
  }

  /**
   * Returns the event that carries the account of an identity.
   *
   * @param given the handle that was found for it, if it {@link #needsHandle needed} one; empty if
   *     none was free
   */
  public static AccountEvent plan(
      Optional<Account> before,
      Identity identity,
      Organization organization,
      Optional<String> given,
      Instant now) {
    return event(before, after(before, identity, organization, given, now));
  }

  private static Account after(
      Optional<Account> before,
      Identity identity,
      Organization organization,
      Optional<String> given,
      Instant now) {
    RoleDecision decision = RoleDecision.of(identity, organization);
    Optional<String> handle = before.flatMap(Account::handle).or(() -> given);
    return new Account(
        identity.id(),
        identity.organization(),
        before.map(Account::version).orElse(0L) + 1,
        identity.version(),
        AccountStatus.of(identity.status(), handle.isPresent()),
        handle,
        decision.role(),
        Optional.of(decision.explanation()),
        GrantDecision.of(identity, organization, decision.role()),
        suspensions(identity, handle),
        departure(before, identity, organization.leavers()),
        identity.profile(),
        before.map(Account::createdAt).orElse(now),
        now);
  }

  /**
   * Returns the account under changed settings; empty if they change nothing for it. An existing
   * handle stays.
   *
   * @param given the handle that was found for it, if it {@link #needsHandle needed} one; empty if
   *     none was free
   */
  public static Optional<AccountEvent> replan(
      Account before,
      Identity identity,
      Organization organization,
      Optional<String> given,
      Instant now) {
    Account after = after(Optional.of(before), identity, organization, given, now);
    return isSame(before, after)
        ? Optional.empty()
        : Optional.of(event(Optional.of(before), after));
  }

  private static boolean isSame(Account some, Account other) {
    return some.status() == other.status()
        && some.handle().equals(other.handle())
        && some.role() == other.role()
        && some.roleExplanation().equals(other.roleExplanation())
        && some.grants().equals(other.grants())
        && some.suspensions().equals(other.suspensions())
        && some.departure().equals(other.departure());
  }

  private static Set<SuspensionReason> suspensions(Identity identity, Optional<String> handle) {
    if (identity.status() == IdentityStatus.DELETED || handle.isPresent()) {
      return identity.suspensions();
    }
    Set<SuspensionReason> reasons = EnumSet.of(SuspensionReason.HANDLE_TAKEN);
    reasons.addAll(identity.suspensions());
    return reasons;
  }

  /**
   * Returns what becomes of the content of a deleted person. The settings at the time of the
   * deletion count, so that a later change of them does not shorten a grace period.
   */
  private static Optional<Departure> departure(
      Optional<Account> before, Identity identity, LeaverSettings settings) {
    return identity
        .deletion()
        .map(
            deletion -> {
              Optional<Departure> known =
                  before.flatMap(Account::departure).filter(one -> one.at().equals(deletion.at()));
              ContentPolicy content = known.map(Departure::content).orElse(settings.content());
              Duration grace = known.map(Departure::gracePeriod).orElse(settings.gracePeriod());
              return new Departure(
                  deletion.at(), content, grace, due(known, identity, deletion, content, grace));
            });
  }

  /** Returns the time from which the platform treats the content; it stays once it is set. */
  private static Optional<Instant> due(
      Optional<Departure> known,
      Identity identity,
      Deletion deletion,
      ContentPolicy content,
      Duration grace) {
    return deletion.held() || content == ContentPolicy.RETAIN
        ? Optional.empty()
        : known
            .flatMap(Departure::contentDueAt)
            .or(() -> Optional.of(identity.changedAt().plus(grace)));
  }

  private static AccountEvent event(Optional<Account> before, Account after) {
    if (before.isEmpty()) {
      return new AccountEvent.Created(after);
    }
    if (before.get().status() == after.status()) {
      return new AccountEvent.Updated(after);
    }
    return switch (after.status()) {
      case ACTIVE -> new AccountEvent.Restored(after);
      case SUSPENDED, HANDLE_TAKEN -> new AccountEvent.Suspended(after);
      case DEPROVISIONED -> new AccountEvent.Deprovisioned(after);
    };
  }
}
