package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import java.text.Normalizer;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is wrong with a question in itself, for every action and every type of resource: names that
 * may be read in two ways, and facts that contradict each other. Such a question is denied, because
 * the milder reading could be the wrong one.
 *
 * @param field the member at fault
 * @param remedy what the caller should send instead
 */
record Flaw(String field, String remedy) {

  /** The first flaw of a question; empty if there is none. */
  static Optional<Flaw> in(CheckRequest request, Optional<ActionRule> rule) {
    return subject(request, rule).or(() -> resource(request, rule));
  }

  private static Optional<Flaw> subject(CheckRequest request, Optional<ActionRule> rule) {
    if (!request.subjectType().equals("user")) {
      return flaw("subject", "subject.type: user.");
    }
    if (isAmbiguous(request.subject())) {
      return flaw(
          "subject",
          "subject.id: the account's id, without white space, invisible or full-width characters.");
    }
    boolean door = rule.filter(known -> known.kind() == ActionRule.Kind.CREDENTIAL).isPresent();
    return door && request.subject().indexOf('@') > 0
        ? flaw("subject", "subject.id: the account's id, not an e-mail address.")
        : Optional.empty();
  }

  private static Optional<Flaw> resource(CheckRequest request, Optional<ActionRule> rule) {
    Resource resource = request.resource();
    Optional<String> to = resource.destination().flatMap(Destination::owner);
    if (resource.namespaces().anyMatch(Flaw::isAmbiguous)) {
      return flaw("owner", "An owner without white space, invisible or full-width characters.");
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

  /** Whether a destination is another namespace; an account's id and its handle are one. */
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

  /** Whether a reader, a form or another service could take a name for another one. */
  private static boolean isAmbiguous(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return name.codePoints().anyMatch(Flaw::isDecoration)
            || !Normalizer.isNormalized(name, Normalizer.Form.NFKC);
      }
    }
    return false;
  }

  private static boolean isDecoration(int c) {
    return c != '-' && (isNoLetterOrSign(c) || isIgnorable(c));
  }

  /** Default_Ignorable_Code_Point of Unicode, as far as it is no format character already. */
  private static boolean isIgnorable(int c) {
    return c == 0x34F
        || c == 0x115F
        || c == 0x1160
        || c == 0x17B4
        || c == 0x17B5
        || (c >= 0x180B && c <= 0x180F)
        || c == 0x3164
        || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0xFFA0
        || (c >= 0xE0000 && c <= 0xE0FFF);
  }

  private static boolean isNoLetterOrSign(int c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.DASH_PUNCTUATION ->
              true;
          default -> false;
        };
  }

  private static Optional<Flaw> flaw(String field, String remedy) {
    return Optional.of(new Flaw(field, remedy));
  }
}
