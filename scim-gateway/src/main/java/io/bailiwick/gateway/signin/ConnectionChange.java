package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.signin.rules.Connection;

/** What became of a change to a connection. */
public sealed interface ConnectionChange {
  /** The connection after it. */
  record Made(Connection connection) implements ConnectionChange {}

  record NoOrganization() implements ConnectionChange {}

  record NoConnection() implements ConnectionChange {}

  record SecretMissing() implements ConnectionChange {}

  record NotTested() implements ConnectionChange {}

  record StillEnabled() implements ConnectionChange {}

  record StillUsed() implements ConnectionChange {}

  record TooMany(int most) implements ConnectionChange {}
}
