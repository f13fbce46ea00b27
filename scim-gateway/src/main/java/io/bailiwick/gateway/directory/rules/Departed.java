package io.bailiwick.gateway.directory.rules;

import java.util.Optional;

/**
 * A person whom the identity provider has deactivated or deleted.
 *
 * @param wasActive whether the person was active before; a restore makes only those active again
 * @param before what the deletion has taken from the identity; empty unless deleted
 */
public record Departed(
    String identity, Kind kind, boolean wasActive, Optional<BeforeDeletion> before) {

  /** The ways in which a person leaves. */
  public enum Kind {
    DEACTIVATED,
    DELETED
  }
}
