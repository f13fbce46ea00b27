package io.bailiwick.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A question to the check: may this account do this action on this resource? Each method returns a
 * copy with one member more, and null leaves it out.
 *
 * @param subject the account's id
 * @param action a name of the enforcer's catalogue, such as {@code repository.create}
 * @param acting the session or credential that acts
 * @param atLeastAsFresh the {@code Bailiwick-Revision} of a write: the answer is as new, or a deny
 * @param requestId the value of {@code X-Request-ID}
 * @param traceparent the W3C trace context
 */
public record Question(
    String subject,
    String action,
    Resource resource,
    Optional<Acting> acting,
    Optional<String> atLeastAsFresh,
    Optional<String> requestId,
    Optional<String> traceparent) {

  /** Returns a question without a session. */
  public static Question of(String subject, String action, Resource resource) {
    return new Question(
        subject,
        action,
        resource,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public Question by(@Nullable Acting actor) {
    return new Question(
        subject,
        action,
        resource,
        Optional.ofNullable(actor),
        atLeastAsFresh,
        requestId,
        traceparent);
  }

  public Question atLeastAsFresh(@Nullable String revision) {
    return new Question(
        subject, action, resource, acting, Optional.ofNullable(revision), requestId, traceparent);
  }

  public Question requestId(@Nullable String id) {
    return new Question(
        subject, action, resource, acting, atLeastAsFresh, Optional.ofNullable(id), traceparent);
  }

  public Question traceparent(@Nullable String parent) {
    return new Question(
        subject, action, resource, acting, atLeastAsFresh, requestId, Optional.ofNullable(parent));
  }
}
