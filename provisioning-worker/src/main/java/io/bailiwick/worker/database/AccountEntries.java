package io.bailiwick.worker.database;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.bailiwick.audit.AuditChanges;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.model.AuditEntry.Actor;
import io.bailiwick.model.AuditEntry.Change;
import io.bailiwick.model.AuditEntry.Kind;
import io.bailiwick.model.AuditEntry.Target;
import io.bailiwick.model.Departure;
import io.bailiwick.model.Grant;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleExplanation;
import io.bailiwick.model.SuspensionReason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Creates the audit entry of a changed account. Its actor is the source of the role if that has
 * changed, and this service otherwise; its cause is the revision from which the account follows.
 */
final class AccountEntries {
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private AccountEntries() {}

  /** Returns the entry; empty if the account differs only in the person's profile. */
  static Optional<AuditEntry> of(
      Optional<Account> before, AccountEvent event, String cause, Optional<String> traceparent) {
    Account account = event.account();
    List<Change> changes =
        AuditChanges.between(before.map(State::of), Optional.of(State.of(account)));
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    // io.bailiwick.account.created.v1
    String[] name = event.type().wireName().split("\\.", -1);
    return Optional.of(
        new AuditEntry(
            IDS.generate().toString(),
            account.organization(),
            account.changedAt(),
            actor(before, account),
            name[2] + "." + name[3],
            new Target("account", account.id()),
            Optional.of(account.version()),
            changes,
            Optional.of(cause),
            traceparent));
  }

  /** Returns the rule of the role if the role or its reason has changed, and else the service. */
  private static Actor actor(Optional<Account> before, Account after) {
    Optional<RoleExplanation> former = before.flatMap(Account::roleExplanation);
    return after
        .roleExplanation()
        .filter(
            why ->
                before.map(Account::role).filter(after.role()::equals).isEmpty()
                    || !former.equals(Optional.of(why)))
        .map(why -> Actor.of(Kind.RULE, why.source().name()))
        .orElseGet(() -> Actor.of(Kind.SYSTEM, "provisioning-worker"));
  }

  private record State(
      AccountStatus status,
      Optional<String> handle,
      Role role,
      Optional<RoleExplanation> roleExplanation,
      List<Grant> grants,
      Set<SuspensionReason> suspensions,
      Optional<Departure> departure) {
    static State of(Account account) {
      return new State(
          account.status(),
          account.handle(),
          account.role(),
          account.roleExplanation(),
          account.grants(),
          account.suspensions(),
          account.departure());
    }
  }
}
