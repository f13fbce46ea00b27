package io.bailiwick.gateway.directory.rules;

import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.model.SignInFacts;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The facts of an identity that come from sign-in.
 *
 * @param subject the identity provider's key of the person, as its tokens state it; sign-in finds
 *     the person by it
 * @param facts the facts that the sign-ins stated
 * @param owned the attributes of the resource that sign-in wrote last and may write again
 */
public record Login(Optional<String> subject, Optional<SignInFacts> facts, Set<String> owned) {
  public static final Login NONE = new Login(Optional.empty(), Optional.empty(), Set.of());

  public Login {
    owned = Set.copyOf(owned);
  }

  /** Returns this login without the attributes that SCIM has written. */
  Login without(Predicate<String> written) {
    Set<String> left = new HashSet<>(owned);
    left.removeIf(written);
    return new Login(subject, facts, left);
  }

  /** Returns the login of another key, for which the former key's statements do not count. */
  Login unlinked() {
    return new Login(Optional.empty(), Optional.empty(), owned);
  }

  /** Tells whether the identity provider vouched for an e-mail address at the last sign-in. */
  boolean vouchesFor(Optional<String> email) {
    return email.isPresent()
        && subject
            .flatMap(key -> facts.map(known -> new Person(key, known.claims())))
            .flatMap(Person::verifiedEmail)
            .map(Folding::key)
            .equals(email.map(Folding::key));
  }
}
