package io.bailiwick.gateway.schema;

import java.util.Locale;

/** The error of a request, as RFC 7644 section 3.12 names it. */
public record ScimError(ScimType scimType, String detail) {

  /** The detail error keywords of RFC 7644 table 9. */
  public enum ScimType {
    INVALID_FILTER,
    TOO_MANY,
    UNIQUENESS,
    MUTABILITY,
    INVALID_SYNTAX,
    INVALID_PATH,
    NO_TARGET,
    INVALID_VALUE,
    /** The keywords of RFC 9865 section 2.1 are this one and the next two. */
    INVALID_CURSOR,
    EXPIRED_CURSOR,
    INVALID_COUNT;

    /** Returns the keyword on the wire: {@code invalidFilter}. */
    public String wireName() {
      String[] words = name().toLowerCase(Locale.ROOT).split("_", -1);
      return words.length == 1
          ? words[0]
          : words[0] + Character.toUpperCase(words[1].charAt(0)) + words[1].substring(1);
    }
  }
}
