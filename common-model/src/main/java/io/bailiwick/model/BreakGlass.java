package io.bailiwick.model;

import java.time.Instant;
import java.util.Optional;

/**
 * The break-glass account of an organization: a personal account of the platform, which the
 * identity provider does not control. It administers the organization only while break-glass access
 * is open.
 *
 * @param account the personal account's id on the platform
 * @param codeMadeAt the time when the valid recovery code was created; empty if there is none
 * @param openUntil the end of the access that a recovery code has opened; empty if none has
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

  /** Returns whether an account administers the organization at an instant. */
  public boolean isOpenFor(String who, Instant now) {
    return account.equals(who) && openUntil.filter(now::isBefore).isPresent();
  }

  /** Returns break-glass access for an account, without a recovery code and closed. */
  public static BreakGlass named(String account) {
    return new BreakGlass(account, Optional.empty(), Optional.empty());
  }

  /** Returns a copy with a new recovery code, which replaces the previous one. */
  public BreakGlass codeMade(Instant at) {
    return new BreakGlass(account, Optional.of(at), openUntil);
  }

  /** Returns a copy that is open until an instant; the recovery code is used up. */
  public BreakGlass opened(Instant until) {
    return new BreakGlass(account, Optional.empty(), Optional.of(until));
  }

  /** Returns a closed copy; its recovery code stays valid. */
  public BreakGlass shut() {
    return new BreakGlass(account, codeMadeAt, Optional.empty());
  }
}
