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
