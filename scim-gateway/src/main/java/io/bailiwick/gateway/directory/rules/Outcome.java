package io.bailiwick.gateway.directory.rules;

import io.bailiwick.event.IdentityEvent;
import io.bailiwick.gateway.schema.ScimError;
import java.util.Optional;
import java.util.function.Function;

/** The outcome of a command to an identity. */
public sealed interface Outcome extends CommandOutcome<StoredIdentity> {

  @Override
  default <T> T answer(Function<StoredIdentity, T> granted, Function<Rejected, T> rejected) {
    return switch (this) {
      case Granted outcome -> granted.apply(outcome.identity());
      case Rejected reason -> rejected.apply(reason);
    };
  }

  /** The identity is as the command wants it, whether or not it was so before. */
  sealed interface Granted extends Outcome {

    /** Returns the identity as it was; empty if it is new. */
    Optional<StoredIdentity> before();

    StoredIdentity identity();
  }

  /**
   * The identity after the change, and the event of the change.
   *
   * @param before the identity as it was; empty if it is new
   */
  record Accepted(Optional<StoredIdentity> before, StoredIdentity identity, IdentityEvent event)
      implements Granted {

    /** Returns a deletion that the guard holds from its beginning. */
    public Accepted held() {
      StoredIdentity tombstone = identity.heldFromTheStart();
      return new Accepted(before, tombstone, new IdentityEvent.Deleted(tombstone.identity()));
    }

    /** Returns the externalId that an existing identity gets by the change. */
    public Optional<String> newKey() {
      Optional<String> key = identity.externalId();
      return before.filter(known -> !known.externalId().equals(key)).flatMap(known -> key);
    }
  }

  /** Nothing differs, so there is no new version and no event. */
  record Unchanged(StoredIdentity identity) implements Granted {

    @Override
    public Optional<StoredIdentity> before() {
      return Optional.of(identity);
    }
  }

  /** The reason why nothing was done. */
  sealed interface Rejected extends Outcome {}

  /** The identity does not exist in this organization. */
  record NotFound() implements Rejected {}

  /** The client expected another version. */
  record VersionMismatch(long current) implements Rejected {}

  /** Another identity of the organization has this value already. */
  record Taken(String attribute) implements Rejected {}

  /** The request is invalid. */
  record Invalid(ScimError error) implements Rejected {}

  /** The organization is protected, and would be left without an administrator. */
  record LastAdmin() implements Rejected {}

  /**
   * The organization has reached a quota.
   *
   * @param what {@code identities}, {@code deleted identities} or {@code groups}
   */
  record QuotaReached(String what, int most) implements Rejected {
    /** Returns the text for the pushing client and the administrator. */
    public String detail() {
      return "The organization has %d %s, which is the limit; the platform's operator can raise it."
          .formatted(most, what);
    }
  }
}
