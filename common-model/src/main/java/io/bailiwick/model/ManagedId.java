package io.bailiwick.model;

import java.util.Locale;
import java.util.UUID;

/**
 * The ids of managed accounts: {@code mgd_} and the 26 lower-case base-32 digits of a UUIDv7.
 *
 * <p>The prefix distinguishes a managed account that the check does not know yet from a personal
 * one. The check denies the first and does not decide about the second.
 */
public final class ManagedId {
  private static final String PREFIX = "mgd_";
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LENGTH = 26;

  private ManagedId() {}

  /** Returns the id of a (time-ordered) UUID; ids sort as their UUIDs do. */
  public static String of(UUID uuid) {
    char[] digits = new char[LENGTH];
    long low = uuid.getLeastSignificantBits();
    long high = uuid.getMostSignificantBits();
    for (int i = LENGTH - 1; i >= 0; i--) {
      digits[i] = DIGITS.charAt((int) (low & 31));
      low = (low >>> 5) | (high << 59);
      high >>>= 5;
    }
    return PREFIX + new String(digits);
  }

  /** Returns whether an account id is a managed one, in any letter case. */
  public static boolean isManaged(String accountId) {
    return accountId.startsWith(PREFIX)
        || accountId.strip().toLowerCase(Locale.ROOT).startsWith(PREFIX);
  }
}
