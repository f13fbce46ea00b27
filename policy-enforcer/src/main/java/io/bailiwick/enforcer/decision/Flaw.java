package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.model.ManagedId;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A flaw of a question itself, for every action and every type of resource: an ambiguous name, or
 * contradicting facts. Such a question is denied, because the milder reading could be wrong.
 *
 * @param field the member at fault
 * @param remedy the correction for the caller to send
 */
record Flaw(String field, String remedy) {

  /** Returns the first flaw of a question; empty if there is none. */
  static Optional<Flaw> in(CheckRequest request, Optional<ActionRule> rule) {
    return subject(request).or(() -> resource(request, rule));
  }

  private static Optional<Flaw> subject(CheckRequest request) {
    if (!request.subjectType().equals("user")) {
      return flaw("subject", "subject.type: user.");
    }
    String id = request.subject();
    if (Spelling.isAmbiguous(id)) {
      return flaw(
          "subject",
          "subject.id: the account's id, without white space, invisible or full-width characters.");
    }
    if (id.indexOf('@') >= 0) {
      return flaw("subject", "subject.id: the account's id, not an e-mail address or a handle.");
    }
    return ManagedId.isManaged(id) && !id.equals(id.toLowerCase(Locale.ROOT))
        ? flaw("subject", "subject.id: the account's id in lower case.")
        : Optional.empty();
  }

  private static Optional<Flaw> resource(CheckRequest request, Optional<ActionRule> rule) {
    Resource resource = request.resource();
    Optional<String> to = resource.destination().flatMap(Destination::owner);
    if (ResourceKind.of(resource.type()) != ResourceKind.ELSEWHERE
        && Spelling.isAmbiguousPath(resource.id())) {
      return flaw(
          "resource",
          "resource.id: a path without empty, . and .. segments, backslashes or percent-encoding.");
    }
    for (String namespace : resource.namespaces()) {
      if (!Spelling.isOneName(namespace)) {
        return flaw(
            "owner",
            "An owner that is one name: no path, no @, no white space, invisible or full-width"
                + " characters.");
      }
    }
    if (resource.ownerContradicted()) {
      return flaw("owner", "An owner in accord with resource.id.");
    }
    if (rule.filter(known -> !known.moves()).isPresent() && isElsewhere(request, to)) {
      return flaw("owner", "A destination.owner that is the resource's owner.");
    }
    return rule.filter(known -> !known.result()).isPresent() && isSeenOtherwise(resource)
        ? flaw("visibility", "A destination.visibility that is the resource's visibility.")
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

  private static Optional<Flaw> flaw(String field, String remedy) {
    return Optional.of(new Flaw(field, remedy));
  }
}
