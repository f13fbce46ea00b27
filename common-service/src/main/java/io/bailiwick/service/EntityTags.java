package io.bailiwick.service;

import java.util.Arrays;
import java.util.regex.Pattern;

/** The header {@code If-Match}, RFC 9110 section 13.1.1. */
public final class EntityTags {
  private static final Pattern LIST =
      Pattern.compile("[\\s,]*+(?:(?:W/)?\"[^\"]*+\"[\\s]*+(?:,[\\s,]*+|$))++");

  private EntityTags() {}

  /** Whether a header is {@code *} or a list of entity tags; anything else is no precondition. */
  public static boolean areReadable(String header) {
    return header.strip().equals("*") || LIST.matcher(header).matches();
  }

  /** Whether a header asks for a version by its strong tag, or for any. */
  public static boolean match(String header, String tag) {
    return header.strip().equals("*")
        || Arrays.stream(header.split(",", -1)).map(String::strip).anyMatch(tag::equals);
  }
}
