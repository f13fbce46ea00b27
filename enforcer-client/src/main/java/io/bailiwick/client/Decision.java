package io.bailiwick.client;

import java.util.Optional;

/**
 * The answer to a question, and never an exception. It holds for this moment only: do not keep it.
 *
 * @param reason a code of the enforcer's closed list, or {@link #ERROR}
 * @param reasonUser a text for the person, if it is a deny
 * @param evaluationId the number of the decision in the enforcer's audit log
 * @param revision the version of the account that the decision saw
 * @param signInUrl the place to sign in, if a new sign-in helps
 * @param stale whether the enforcer's data is older than it should be
 * @param failure why the enforcer gave no decision, for the service's own log
 */
public record Decision(
    boolean allowed,
    String reason,
    Optional<String> reasonUser,
    Optional<String> evaluationId,
    Optional<String> revision,
    Optional<String> signInUrl,
    boolean stale,
    Optional<String> failure) {

  /** The reason if the enforcer gave no decision; it answers so itself after a failure inside. */
  public static final String ERROR = "error";

  private static final String TEXT = "Something went wrong. Try again later.";

  /** Returns the decision of a client that got none. */
  static Decision without(String failure, boolean allowed) {
    return new Decision(
        allowed,
        ERROR,
        allowed ? Optional.empty() : Optional.of(TEXT),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.of(failure));
  }
}
