package io.bailiwick.gateway.signin.rules;

import java.util.Optional;

/** A connection and its client secret. */
public record ConnectionWithSecret(Connection connection, Optional<String> secret) {
  @Override
  public String toString() {
    return connection.id();
  }
}
