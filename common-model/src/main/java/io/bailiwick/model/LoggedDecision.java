package io.bailiwick.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A decision as the decision log keeps it: who asked, about whom, and why the answer was as it was.
 * It has no token, session id or e-mail address, and no text that a caller can choose freely.
 *
 * @param evaluationId the id that the caller got with the answer
 * @param decision whether it was allowed
 * @param reason the code of the reason
 * @param rule the code of the rule that decided
 * @param subject the account, with e-mail addresses and tokens masked
 * @param actingBy how the account acted: {@code session}, {@code session_token}, {@code credential}
 *     or {@code none}
 * @param organization the organization that manages the account, or that its break-glass access is
 *     for
 * @param revision the revision of the identity with which it was decided
 * @param freshness the freshness of the enforcer's data
 * @param breakGlass whether it was decided for a break-glass account as such
 * @param caller the service that asked
 */
public record LoggedDecision(
    String evaluationId,
    Instant decidedAt,
    boolean decision,
    String reason,
    String rule,
    String subject,
    String action,
    Resource resource,
    String actingBy,
    Optional<String> organization,
    Optional<String> revision,
    String freshness,
    boolean breakGlass,
    String caller) {
  public LoggedDecision {
    Required.text("evaluationId", evaluationId);
    Required.present("decidedAt", decidedAt);
    Required.text("reason", reason);
    Required.text("rule", rule);
    Required.text("subject", subject);
    Required.text("action", action);
    Required.present("resource", resource);
    Required.text("actingBy", actingBy);
    organization = Required.orEmpty(organization);
    revision = Required.orEmpty(revision);
    Required.text("freshness", freshness);
    Required.text("caller", caller);
  }

  /**
   * The resource of the decision.
   *
   * @param owner the namespace, if the question named one
   * @param destination the namespace of the destination, if the question named one
   */
  public record Resource(
      String type, String id, Optional<String> owner, Optional<String> destination) {
    public Resource {
      Required.text("type", type);
      Required.text("id", id);
      owner = Required.orEmpty(owner);
      destination = Required.orEmpty(destination);
    }
  }
}
