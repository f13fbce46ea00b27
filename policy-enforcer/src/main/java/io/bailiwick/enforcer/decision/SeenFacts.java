package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.CheckRequest.Credential;
import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.CheckRequest.Session;
import io.bailiwick.model.Organization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The facts that a rule looks at, by their names, for an explanation; an absent fact is left out.
 */
final class SeenFacts {
  private final Map<String, Object> facts = new LinkedHashMap<>();

  private SeenFacts() {}

  static Map<String, Object> of(Rule rule, Question question) {
    SeenFacts seen = new SeenFacts();
    Resource resource = question.resource();
    Facts known = question.facts();
    switch (rule) {
      case QUESTION -> seen.question(question.request());
      case FRESHNESS -> seen.put("freshness", known.freshness());
      case SUBJECT -> seen.put("called_by_name", known.calledByName());
      case OWNER -> seen.put("owner", resource.owner());
      case PERSONAL -> seen.personal(question);
      case BREAK_GLASS -> seen.breakGlass(question);
      case KNOWN -> seen.known(question);
      case AUTHENTICATION -> seen.authentication(question);
      case ACTIVE -> question.subject().ifPresent(seen::active);
      case CATALOGUE -> seen.catalogue(question);
      case RESOURCE -> seen.put("resource_type", resource.type());
      case EXPOSURE -> seen.exposure(question);
      case SCOPES -> seen.put("scopes", resource.scopes());
      case PLACE -> seen.place(question);
      case CONDITIONS -> seen.conditions(question);
      case AT_LEAST_AS_FRESH, ERROR -> {}
    }
    return seen.facts;
  }

  private void question(CheckRequest request) {
    Resource resource = request.resource();
    put("subject", request.subject());
    put("action", request.action());
    put("resource_type", resource.type());
    put("resource_id", resource.id());
    put("owner", resource.owner());
    put("visibility", resource.visibility());
    put("resource_group", resource.resourceGroup());
    destination(resource);
    put("created_by", resource.createdBy());
  }

  private void destination(Resource resource) {
    put("destination_owner", resource.destination().flatMap(Destination::owner));
    put("destination_visibility", resource.destination().map(Destination::visibility));
    put("destination_resource_group", resource.destination().flatMap(Destination::resourceGroup));
  }

  private void personal(Question question) {
    put("managed_account", question.managed());
    if (!question.managed()) {
      put("managed_owners", question.facts().managedOwners().stream().sorted().toList());
      put("visibility", question.resource().visibility());
    }
  }

  private void breakGlass(Question question) {
    put("open_to", question.facts().openTo().stream().map(Organization::id).toList());
    put("acts_in", question.managed() ? null : question.organization().map(Organization::id));
  }

  private void known(Question question) {
    put("account_known", question.managed() && question.subject().isPresent());
    put("organization", question.subject().map(Subject::organization));
    put("organization_known", question.organization().isPresent());
  }

  private void authentication(Question question) {
    if (!question.managed() || question.subject().isEmpty() || question.organization().isEmpty()) {
      return;
    }
    Organization organization = question.organization().get();
    Subject subject = question.subject().get();
    CheckRequest request = question.request();
    put("organization", organization.id());
    put("enforcement", organization.enforcement());
    put("session_needed", Policy.needsSession(question, organization));
    put("session_shown", request.session().isPresent());
    put("session_by_token", request.byToken());
    request.session().ifPresent(session -> session(session, question));
    put("session_lifetime", organization.sessions().lifetime());
    put("account_sessions_not_before", subject.sessionsNotBefore());
    put("organization_sessions_not_before", organization.sessions().notBefore());
    put("locked_down_at", organization.lockedDownAt());
    request.credential().ifPresent(credential -> credential(credential, subject, organization));
  }

  private void session(Session session, Question question) {
    put("session_organization", session.organization());
    put("session_of_subject", session.account().map(question.request().subject()::equals));
    put("authenticated_at", session.authenticatedAt());
    put(
        "session_age_seconds",
        Duration.between(session.authenticatedAt(), question.now()).toSeconds());
    put("session_ended", question.facts().sessionEnded());
    put("token_expired", session.tokenExpired());
  }

  private void credential(Credential credential, Subject subject, Organization organization) {
    put("credential_created_at", credential.createdAt());
    put("credential_max_age", organization.credentials().maxAge());
    put("last_sign_in_at", subject.signedInAt());
    put("sign_in_within", organization.credentials().signInWithin());
  }

  private void active(Subject subject) {
    put("identity_status", subject.identityStatus());
    put("account_status", subject.accountStatus());
    put("role", subject.role());
    put("identity_readable", !subject.identityUnreadable());
    put("account_readable", !subject.accountUnreadable());
  }

  private void catalogue(Question question) {
    put("action", question.request().action());
    put("class", question.action().map(ActionRule::kind));
  }

  private void exposure(Question question) {
    put("freshness", question.facts().freshness());
    put("widens_exposure", question.action().map(one -> one.widensExposure(question.resource())));
  }

  private void place(Question question) {
    put("organization", question.subject().map(Subject::organization));
    put("owner", question.resource().owner());
    destination(question.resource());
    put("place", question.place());
  }

  private void conditions(Question question) {
    Resource resource = question.resource();
    question.subject().ifPresent(subject -> put("role", subject.role()));
    put("grants", question.groups().ends().stream().map(GroupRoles.End::words).toList());
    put("visibility", resource.visibility());
    put("resource_group", resource.resourceGroup());
    destination(resource);
    put("created_by", resource.createdBy());
    put("counts_as_public", question.action().map(one -> one.countsAsPublic(resource)));
    question
        .action()
        .ifPresent(
            action ->
                question
                    .place()
                    .flatMap(action::cell)
                    .map(cell -> action.conditions(cell, resource))
                    .ifPresent(conditions -> conditions(conditions, question)));
  }

  private void conditions(List<Condition> conditions, Question question) {
    put("conditions", conditions.stream().map(Condition::words).toList());
    List<String> violated = new ArrayList<>();
    for (Condition condition : conditions) {
      if (condition.violation("", question).isPresent()) {
        violated.add(condition.words());
      }
    }
    question
        .groups()
        .needs(conditions)
        .forEach(one -> violated.add("grant " + one.resourceGroup()));
    put("violated", violated);
  }

  private void put(String name, @Nullable Object value) {
    Object plain = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    if (plain == null || (plain instanceof List<?> list && list.isEmpty())) {
      return;
    }
    facts.put(
        name,
        switch (plain) {
          case Enum<?> word -> word.name().toLowerCase(Locale.ROOT);
          case Instant at -> at.toString();
          case Duration length -> length.toString();
          default -> plain;
        });
  }
}
