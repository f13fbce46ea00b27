package io.bailiwick.service;

import java.util.Arrays;
import java.util.regex.Pattern;

/** Reads the header {@code If-Match} (RFC 9110 section 13.1.1). */
public final class EntityTags {
  private static final Pattern LIST =
      Pattern.compile("[\\s,]*+(?:(?:W/)?\"[^\"]*+\"[\\s]*+(?:,[\\s,]*+|$))++");

  private EntityTags() {}

  /** Returns whether a header is {@code *} or a list of entity tags, as its grammar requires. */
  public static boolean areReadable(String header) {
    return header.strip().equals("*") || LIST.matcher(header).matches();
  }

  /**
   * Returns whether a header is {@code *} or lists a version's tag. It compares strongly, so a weak
   * tag never matches (RFC 9110 section 8.8.3.2).
   */
  public static boolean match(String header, String tag) {
    return header.strip().equals("*")
        || Arrays.stream(header.split(",", -1)).map(String::strip).anyMatch(tag::equals);
  }
}
