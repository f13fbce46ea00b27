package io.bailiwick.worker.planning;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Builds handles: 2 to 42 lower-case letters, digits and single dashes inside, from the user name
 * and the organization's suffix.
 *
 * <p>The suffix is always present, so that no handle can be a number, a commit hash or one of the
 * platform's own names.
 */
public final class Handle {
  /** The longest handle, in characters. */
  public static final int LONGEST = 42;

  /** The space reserved for a dash and a number. */
  private static final int NUMBER_ROOM = 7;

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern OTHERS = Pattern.compile("[^a-z0-9]+");
  private static final Pattern EDGES = Pattern.compile("^-+|-+$");

  private Handle() {}

  /** Returns the first choice of handle for a user name: {@code jdoe-acme}. */
  public static String stem(String userName, String suffix) {
    int at = userName.indexOf('@');
    String local = at > 0 ? userName.substring(0, at) : userName;
    String plain = MARKS.matcher(Normalizer.normalize(local, Normalizer.Form.NFKD)).replaceAll("");
    String dashed = OTHERS.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll("-");
    String name = trim(dashed);
    int room = LONGEST - NUMBER_ROOM - 1 - suffix.length();
    String fitting = name.length() > room ? trim(name.substring(0, room)) : name;
    return (fitting.isEmpty() ? "user" : fitting) + "-" + suffix;
  }

  /**
   * Returns the n-th handle of a stem: the stem itself, then {@code jdoe-acme-2}, {@code
   * jdoe-acme-3}.
   */
  public static String numbered(String stem, int n) {
    return n == 1 ? stem : stem + "-" + n;
  }

  private static String trim(String text) {
    return EDGES.matcher(text).replaceAll("");
  }
}
