package io.bailiwick.event;

import io.bailiwick.model.Account;
import java.time.Instant;

/** A change that the platform made to an account, on {@link Topics#ACCOUNTS}. */
public sealed interface AccountEvent extends LifecycleEvent {

  Account account();

  record Created(Account account) implements AccountEvent {}

  record Updated(Account account) implements AccountEvent {}

  record Suspended(Account account) implements AccountEvent {}

  record Restored(Account account) implements AccountEvent {}

  record Deprovisioned(Account account) implements AccountEvent {}

  @Override
  default EventType type() {
    return switch (this) {
      case Created _ -> EventType.ACCOUNT_CREATED;
      case Updated _ -> EventType.ACCOUNT_UPDATED;
      case Suspended _ -> EventType.ACCOUNT_SUSPENDED;
      case Restored _ -> EventType.ACCOUNT_RESTORED;
      case Deprovisioned _ -> EventType.ACCOUNT_DEPROVISIONED;
    };
  }

  @Override
  default String key() {
    return account().id();
  }

  @Override
  default long version() {
    return account().version();
  }

  @Override
  default String organization() {
    return account().organization();
  }

  @Override
  default Instant time() {
    return account().changedAt();
  }

  @Override
  default Object data() {
    return account();
  }
}
