package io.bailiwick.model;

import java.time.Instant;
import java.util.Optional;

/**
 * The one owner of an organization that its identity provider does not control: a personal account
 * of the platform, which administers the organization while that is open, and never otherwise.
 *
 * @param account the personal account's id on the platform
 * @param codeMadeAt when the recovery code that counts was made; empty when none does
 * @param openUntil until when a recovery code has opened it; empty when none has
 */
public record BreakGlass(
    String account, Optional<Instant> codeMadeAt, Optional<Instant> openUntil) {
  private static final int LONGEST = 128;

  public BreakGlass {
    codeMadeAt = Required.orEmpty(codeMadeAt);
    openUntil = Required.orEmpty(openUntil);
    boolean plain = account != null && account.matches("[!-~]{1," + LONGEST + "}");
    if (!plain || ManagedId.isManaged(account)) {
      throw new IllegalArgumentException(
          "account must be the id of a personal account, 1 to "
              + LONGEST
              + " characters without white space");
    }
  }

  /** Whether an account administers the organization at an instant. */
  public boolean isOpenFor(String who, Instant now) {
    return account.equals(who) && openUntil.filter(now::isBefore).isPresent();
  }

  /** An account that is named, and has neither a code nor an open door. */
  public static BreakGlass named(String account) {
    return new BreakGlass(account, Optional.empty(), Optional.empty());
  }

  /** This with a new recovery code, the only one that counts. */
  public BreakGlass codeMade(Instant at) {
    return new BreakGlass(account, Optional.of(at), openUntil);
  }

  /** This opened by its recovery code, which is used up. */
  public BreakGlass opened(Instant until) {
    return new BreakGlass(account, Optional.empty(), Optional.of(until));
  }

  /** This shut; its recovery code still counts. */
  public BreakGlass shut() {
    return new BreakGlass(account, codeMadeAt, Optional.empty());
  }
}
