package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.secrets.Sealer;
import io.bailiwick.gateway.secrets.Sealer.Purpose;
import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The client secrets of connections, which are stored sealed. */
@ApplicationScoped
class ConnectionSecrets {
  private final Sealer sealer;

  ConnectionSecrets(Sealer sealer) {
    this.sealer = sealer;
  }

  byte[] seal(String connection, String secret) {
    return sealer.seal(
        Purpose.CONNECTION_SECRET, connection, secret.getBytes(StandardCharsets.UTF_8));
  }

  /** The secret of a connection; empty where it has none, or another key has sealed it. */
  Optional<String> open(SealedConnection stored) {
    return stored
        .sealedSecret()
        .flatMap(kept -> sealer.open(Purpose.CONNECTION_SECRET, stored.connection().id(), kept))
        .map(plain -> new String(plain, StandardCharsets.UTF_8));
  }

  /** The connection with its secret under the current key; empty where nothing is to be done. */
  Optional<SealedConnection> renewed(SealedConnection stored) {
    return stored
        .sealedSecret()
        .flatMap(kept -> sealer.renewed(Purpose.CONNECTION_SECRET, stored.connection().id(), kept))
        .map(secret -> new SealedConnection(stored.connection(), Optional.of(secret)));
  }

  // INVARIANT: a secret goes to the provider that it was given for, as the client that it is of.
  /** The secret that a connection keeps under other settings. */
  Optional<String> kept(SealedConnection stored, ConnectionSettings settings) {
    ConnectionSettings before = stored.connection().settings();
    boolean same =
        before.issuer().equals(settings.issuer()) && before.clientId().equals(settings.clientId());
    return same ? open(stored) : Optional.empty();
  }
}
