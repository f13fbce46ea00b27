package io.bailiwick.client;

import java.net.http.HttpResponse;

/** The outcome of a request to the enforcer. */
sealed interface Outcome {

  /** The enforcer's decision. */
  record Decided(Decision decision) implements Outcome {}

  /** The enforcer rejects the question itself; a second request would not change that. */
  record Rejected(String why) implements Outcome {}

  /** The enforcer could not be asked. */
  record Unavailable(String why) implements Outcome {}

  static Outcome of(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 200) {
      return Wire.decision(response.body())
          .<Outcome>map(Decided::new)
          .orElseGet(() -> new Unavailable("the answer is not a decision"));
    }
    String why = "the enforcer answered " + status;
    return isAboutTheQuestion(status)
        ? new Rejected((why + " " + Wire.error(response.body())).strip())
        : new Unavailable(why);
  }

  /**
   * Returns whether the question is at fault. Its texts may come from the person who acts, so such
   * a failure must never allow anything. The caller's token (401, 403) and the enforcer's load
   * (408, 429) do not depend on that person.
   */
  private static boolean isAboutTheQuestion(int status) {
    return switch (status) {
      case 401, 403, 408, 429 -> false;
      default -> status >= 400 && status < 500;
    };
  }
}
