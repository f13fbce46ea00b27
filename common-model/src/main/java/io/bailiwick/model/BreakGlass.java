package io.bailiwick.model;

import java.time.Instant;
import java.util.Optional;

/**
 * The one owner of an organization that its identity provider does not control: a personal account
 * of the platform, which administers the organization while that is open, and never otherwise.
 *
 * @param account the personal account's id on the platform
 * @param openUntil empty while nobody has used a recovery code
 */
public record BreakGlass(String account, Optional<Instant> openUntil) {
  private static final int LONGEST = 128;

  public BreakGlass {
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

  /** The same account, with the door open until then, or shut. */
  public BreakGlass openUntil(Optional<Instant> until) {
    return new BreakGlass(account, until);
  }
}
