package io.bailiwick.gateway.directory.rules;

import io.bailiwick.event.IdentityEvent;
import io.bailiwick.gateway.schema.ScimError;
import java.util.Optional;

/** What becomes of a command. */
public sealed interface Outcome {

  /** The identity is as it was wanted: it became so, or was so already. */
  sealed interface Granted extends Outcome {

    /** The identity as it was; empty when it is new. */
    Optional<StoredIdentity> before();

    StoredIdentity identity();
  }

  /**
   * The identity after the change, and the event that tells of it.
   *
   * @param before the identity as it was; empty when it is new
   */
  record Accepted(Optional<StoredIdentity> before, StoredIdentity identity, IdentityEvent event)
      implements Granted {

    /** The externalId that an identity which there was gets by it. */
    public Optional<String> newKey() {
      Optional<String> key = identity.externalId();
      return before.filter(known -> !known.externalId().equals(key)).flatMap(known -> key);
    }
  }

  /** Nothing differs: no new version, no event. */
  record Unchanged(StoredIdentity identity) implements Granted {

    @Override
    public Optional<StoredIdentity> before() {
      return Optional.of(identity);
    }
  }

  /** Why nothing was done. */
  sealed interface Rejected extends Outcome {}

  /** There is no such identity in this organization. */
  record NotFound() implements Rejected {}

  /** The client expected another version. */
  record VersionMismatch(long current) implements Rejected {}

  /** Another identity of the organization has this value already. */
  record Taken(String attribute) implements Rejected {}

  /** The request asks for what cannot be. */
  record Invalid(ScimError error) implements Rejected {}

  /** The organization would be left without an administrator, and wants to be protected. */
  record LastAdmin() implements Rejected {}

  /**
   * The organization has as many of something as it may.
   *
   * @param what {@code identities}, {@code deleted identities} or {@code groups}
   */
  record QuotaReached(String what, int most) implements Rejected {
    /** For whoever pushes, and for the administrator. */
    public String detail() {
      return "The organization has %d %s, which is the limit; the platform's operator can raise it."
          .formatted(most, what);
    }
  }
}
