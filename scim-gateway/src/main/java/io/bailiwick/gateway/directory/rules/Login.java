package io.bailiwick.gateway.directory.rules;

import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.model.SignInFacts;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What sign-in has to do with an identity.
 *
 * @param subject the identity provider's key of the person, as its tokens state it; what sign-in
 *     finds the person by
 * @param facts what the sign-ins told
 * @param owned the attributes of the resource that sign-in wrote last and may write again
 */
public record Login(Optional<String> subject, Optional<SignInFacts> facts, Set<String> owned) {
  public static final Login NONE = new Login(Optional.empty(), Optional.empty(), Set.of());

  public Login {
    owned = Set.copyOf(owned);
  }

  /** This, with the attributes that SCIM has written taken away from sign-in. */
  Login without(Predicate<String> written) {
    Set<String> left = new HashSet<>(owned);
    left.removeIf(written);
    return new Login(subject, facts, left);
  }

  /** This, for somebody else's key: what the one before stated says nothing of the next. */
  Login unlinked() {
    return new Login(Optional.empty(), Optional.empty(), owned);
  }

  /** Whether the identity provider has vouched for an e-mail address at the last sign-in. */
  boolean vouchesFor(Optional<String> email) {
    return email.isPresent()
        && subject
            .flatMap(key -> facts.map(known -> new Person(key, known.claims())))
            .flatMap(Person::verifiedEmail)
            .map(Folding::key)
            .equals(email.map(Folding::key));
  }
}
