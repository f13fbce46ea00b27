package io.bailiwick.json;

/** Input that is not the JSON asked for. The message names the member and repeats no value. */
public final class BadJson extends Exception {
  private static final long serialVersionUID = 1L;
  private final String member;

  BadJson(String member, String message) {
    super(message);
    this.member = member;
  }

  /** The dotted name of the member at fault; empty when the document as a whole is. */
  public String member() {
    return member;
  }

  /** What is wrong, for whoever sent it. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
