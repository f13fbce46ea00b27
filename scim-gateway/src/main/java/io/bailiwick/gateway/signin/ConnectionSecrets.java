package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.secrets.Renewal;
import io.bailiwick.gateway.secrets.Sealer;
import io.bailiwick.gateway.secrets.Sealer.Purpose;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.gateway.signin.rules.ConnectionWithSecret;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The client secrets of connections, which are stored encrypted. */
@ApplicationScoped
class ConnectionSecrets {
  private final Sealer sealer;

  ConnectionSecrets(Sealer sealer) {
    this.sealer = sealer;
  }

  SealedConnection seal(ConnectionWithSecret plain) {
    Connection connection = plain.connection();
    return new SealedConnection(
        connection, plain.secret().map(secret -> seal(connection.id(), secret)));
  }

  private byte[] seal(String connection, String secret) {
    return sealer.seal(
        Purpose.CONNECTION_SECRET, connection, secret.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns a connection with its secret, or without one if it has none or another key encrypted
   * it.
   */
  ConnectionWithSecret open(SealedConnection stored) {
    Connection connection = stored.connection();
    Optional<String> secret =
        stored
            .sealedSecret()
            .flatMap(kept -> sealer.open(Purpose.CONNECTION_SECRET, connection.id(), kept))
            .map(plain -> new String(plain, StandardCharsets.UTF_8));
    return new ConnectionWithSecret(connection, secret);
  }

  /**
   * Returns the state of a connection's secret, if it has one, after a change of the encryption
   * key.
   */
  Optional<Renewal> renewal(SealedConnection stored) {
    return stored
        .sealedSecret()
        .map(kept -> sealer.renewal(Purpose.CONNECTION_SECRET, stored.connection().id(), kept));
  }
}
