package io.bailiwick.worker.accounts;

import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The wish of a personal account for a handle.
 *
 * @param handle in lower case: people type handles in any case
 * @param account the platform's id of the personal account, opaque here
 */
public record HandleReservation(String handle, String account) {
  /** Wider than what a managed account can get, because personal accounts may be older. */
  private static final Pattern HANDLE = Pattern.compile("[A-Za-z0-9._-]{1,96}");

  private static final int LONGEST_ACCOUNT = 255;

  /**
   * Accepts a reservation as a caller states it.
   *
   * @throws Refusal 400 naming the member at fault
   */
  static HandleReservation stated(String field, @Nullable String handle, @Nullable String account) {
    String folded = handle(field + "handle", handle);
    if (account == null || account.isBlank() || account.length() > LONGEST_ACCOUNT) {
      throw new Refusal(
          Problem.of(
              400,
              field + "account",
              field + "account must have 1 to " + LONGEST_ACCOUNT + " characters."));
    }
    if (account.startsWith("mgd_")) {
      throw new Refusal(
          Problem.of(
              400,
              field + "account",
              field + "account is a managed account, which has its handle already."));
    }
    return new HandleReservation(folded, account);
  }

  /** Returns a handle in lower case. */
  static String handle(String field, @Nullable String handle) {
    if (handle == null || !HANDLE.matcher(handle).matches()) {
      throw new Refusal(
          Problem.of(
              400, field, field + " must be 1 to 96 letters, digits, dots, dashes, underscores."));
    }
    return handle.toLowerCase(Locale.ROOT);
  }

  /** The owner of a handle. */
  record Owner(Kind kind, Optional<String> account) {
    boolean isPersonal(String id) {
      return kind == Kind.PERSONAL && account.filter(id::equals).isPresent();
    }

    /** The kinds of owners. */
    enum Kind {
      PERSONAL,
      MANAGED,
      ORGANIZATION
    }
  }

  /** A handle that somebody else has. */
  public record Taken(String handle, Owner.Kind by) {}
}
