package io.bailiwick.json;

import java.io.IOException;

/** Input that is not the expected JSON. The message names the member and repeats no value. */
public final class BadJson extends Exception {
  private static final long serialVersionUID = 1L;
  private final String member;

  BadJson(String member, String message) {
    super(message);
    this.member = member;
  }

  /** Returns what is wrong with JSON that could not be read, in words that repeat none of it. */
  public static BadJson of(IOException e) {
    return JsonFaults.describe(e);
  }

  /** Returns the dotted name of the member at fault; empty if the whole document is at fault. */
  public String member() {
    return member;
  }

  /** Returns the error in words, for the sender of the input. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
