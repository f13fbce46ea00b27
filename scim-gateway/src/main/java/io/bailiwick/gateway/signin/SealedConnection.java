package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.signin.rules.Connection;
import java.util.Optional;

/** A connection and its encrypted secret. */
record SealedConnection(Connection connection, Optional<byte[]> sealedSecret) {
  static Optional<SealedConnection> of(@org.jspecify.annotations.Nullable ConnectionRow row) {
    return Optional.ofNullable(row)
        .map(found -> new SealedConnection(found.connection(), Optional.ofNullable(found.secret)));
  }
}
