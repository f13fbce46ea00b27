package io.bailiwick.enforcer.log;

import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Facts;
import io.bailiwick.enforcer.decision.Reason;
import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.event.DecisionEvent;
import io.bailiwick.model.LoggedDecision;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A decision as it waits in the queue: small, and with nothing of the request's body but short
 * texts. The writer's thread masks and encodes it.
 *
 * @param revision the revision of the subject's identity; empty if it is unknown
 * @param organization the organization of the account; empty if it has none
 * @param slot the counter of the subject in the queue
 */
record MadeDecision(
    String evaluationId,
    Instant at,
    String caller,
    boolean allowed,
    Reason reason,
    String rule,
    boolean breakGlass,
    String subject,
    Optional<Revision> revision,
    String organization,
    String action,
    String type,
    String resource,
    String owner,
    String destination,
    String actingBy,
    Facts.Freshness freshness,
    int slot) {

  static MadeDecision of(
      String evaluationId,
      Instant at,
      String caller,
      CheckRequest request,
      Decision decision,
      Facts facts,
      int slot) {
    CheckRequest.Resource resource = request.resource();
    return new MadeDecision(
        evaluationId,
        at,
        Masked.held(caller),
        decision instanceof Decision.Allow,
        decision.reason(),
        decision.by().code(),
        decision.breakGlass(),
        Masked.held(request.subject()),
        facts.subject().flatMap(Subject::revision),
        organization(facts, decision),
        Masked.held(request.action()),
        Masked.held(resource.type()),
        Masked.held(resource.id()),
        Masked.held(resource.owner().orElse("")),
        Masked.held(resource.destination().flatMap(Destination::owner).orElse("")),
        actingBy(request),
        facts.freshness(),
        slot);
  }

  private static String organization(Facts facts, Decision decision) {
    List<Organization> openTo = facts.openTo();
    return decision.breakGlass() && openTo.size() == 1
        ? openTo.getFirst().id()
        : facts.subject().map(Subject::organization).orElse("");
  }

  private static String actingBy(CheckRequest request) {
    if (request.credential().isPresent()) {
      return "credential";
    }
    if (request.byToken()) {
      return "session_token";
    }
    return request.session().isPresent() ? "session" : "none";
  }

  /** Returns the event of the decision, with all texts masked. */
  DecisionEvent event() {
    return new DecisionEvent(
        new LoggedDecision(
            evaluationId,
            at,
            allowed,
            reason.code(),
            rule,
            Masked.id(subject),
            Masked.name(action),
            new LoggedDecision.Resource(
                Masked.name(type),
                Masked.id(type, resource),
                optional(owner),
                optional(destination)),
            actingBy,
            optional(organization),
            revision.map(Revision::token),
            freshness.name().toLowerCase(Locale.ROOT),
            breakGlass,
            Masked.id(caller)));
  }

  private static Optional<String> optional(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(Masked.id(text));
  }
}
