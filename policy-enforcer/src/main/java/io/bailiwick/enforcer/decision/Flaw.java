package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.Remedy.Need;
import io.bailiwick.model.ManagedId;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A flaw of a question itself, for every action and every type of resource: an ambiguous name, or
 * contradicting facts. Such a question is denied, because the milder reading could be wrong.
 *
 * @param field the member at fault
 * @param need the correction for the caller to send
 */
record Flaw(String field, Need need) {

  /** Returns the first flaw of a question; empty if there is none. */
  static Optional<Flaw> in(CheckRequest request, Optional<ActionRule> rule) {
    return subject(request).or(() -> resource(request, rule));
  }

  private static Optional<Flaw> subject(CheckRequest request) {
    if (!request.subjectType().equals("user")) {
      return flaw("subject", Need.SUBJECT_TYPE);
    }
    String id = request.subject();
    if (Spelling.isAmbiguous(id)) {
      return flaw("subject", Need.SUBJECT_SPELLING);
    }
    if (id.indexOf('@') >= 0) {
      return flaw("subject", Need.SUBJECT_NO_EMAIL);
    }
    return ManagedId.isManaged(id) && !id.equals(id.toLowerCase(Locale.ROOT))
        ? flaw("subject", Need.SUBJECT_LOWER_CASE)
        : Optional.empty();
  }

  private static Optional<Flaw> resource(CheckRequest request, Optional<ActionRule> rule) {
    Resource resource = request.resource();
    Optional<String> to = resource.destination().flatMap(Destination::owner);
    if (ResourceKind.of(resource.type()) != ResourceKind.ELSEWHERE
        && Spelling.isAmbiguousPath(resource.id())) {
      return flaw("resource", Need.RESOURCE_PATH);
    }
    for (String namespace : resource.namespaces()) {
      if (!Spelling.isOneName(namespace)) {
        return flaw("owner", Need.OWNER_ONE_NAME);
      }
    }
    if (resource.ownerContradicted()) {
      return flaw("owner", Need.OWNER_IN_ACCORD);
    }
    if (rule.filter(known -> !known.moves()).isPresent() && isElsewhere(request, to)) {
      return flaw("owner", Need.DESTINATION_OWNER);
    }
    return rule.filter(known -> !known.result()).isPresent() && isSeenOtherwise(resource)
        ? flaw("visibility", Need.DESTINATION_VISIBILITY)
        : Optional.empty();
  }

  /**
   * Returns whether a destination is another namespace; an account's id and its handle are the same
   * one.
   */
  private static boolean isElsewhere(CheckRequest request, Optional<String> to) {
    Optional<String> from = request.resource().owner();
    return from.isPresent()
        && to.isPresent()
        && !from.equals(to)
        && Stream.of(from.get(), to.get()).noneMatch(request.subject()::equals);
  }

  private static boolean isSeenOtherwise(Resource resource) {
    return resource.visibility() != Visibility.UNSTATED
        && resource
            .destination()
            .map(Destination::visibility)
            .filter(to -> to != Visibility.UNSTATED && to != resource.visibility())
            .isPresent();
  }

  private static Optional<Flaw> flaw(String field, Need need) {
    return Optional.of(new Flaw(field, need));
  }
}
