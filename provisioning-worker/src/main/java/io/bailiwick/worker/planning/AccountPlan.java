package io.bailiwick.worker.planning;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.model.RoleDecision;
import java.time.Instant;
import java.util.Optional;

/** What the platform makes of an identity. */
public final class AccountPlan {
  private AccountPlan() {}

  /** Whether an account for this identity has to be given a handle. */
  public static boolean needsHandle(Optional<Account> account, Identity identity) {
    return identity.status() != IdentityStatus.DELETED
        && account.flatMap(Account::handle).isEmpty();
  }

  /**
   * The account of an identity, and the event that tells of it.
   *
   * @param given the handle that was given to it, where it {@link #needsHandle needed} one; empty
   *     when none was free
   */
  public static AccountEvent plan(
      Optional<Account> before,
      Identity identity,
      Organization organization,
      Optional<String> given,
      Instant now) {
    RoleDecision decision = RoleDecision.of(identity, organization);
    Optional<String> handle = before.flatMap(Account::handle).or(() -> given);
    Account after =
        new Account(
            identity.id(),
            identity.organization(),
            before.map(Account::version).orElse(0L) + 1,
            identity.version(),
            status(identity, handle),
            handle,
            decision.role(),
            Optional.of(decision.explanation()),
            identity.profile(),
            before.map(Account::createdAt).orElse(now),
            now);
    return event(before, after);
  }

  /**
   * The account under changed settings; empty when they change nothing for it. A handle that there
   * is stays.
   *
   * @param given the handle that was given to it, where it {@link #needsHandle needed} one; empty
   *     when none was free
   */
  public static Optional<AccountEvent> replan(
      Account before,
      Identity identity,
      Organization organization,
      Optional<String> given,
      Instant now) {
    RoleDecision decision = RoleDecision.of(identity, organization);
    if (given.isEmpty()
        && decision.role() == before.role()
        && before.roleExplanation().equals(Optional.of(decision.explanation()))) {
      return Optional.empty();
    }
    return Optional.of(plan(Optional.of(before), identity, organization, given, now));
  }

  private static AccountStatus status(Identity identity, Optional<String> handle) {
    return switch (identity.status()) {
      case DELETED -> AccountStatus.DEPROVISIONED;
      case INACTIVE, LOCKED -> AccountStatus.SUSPENDED;
      case ACTIVE -> handle.isPresent() ? AccountStatus.ACTIVE : AccountStatus.HANDLE_TAKEN;
    };
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
