package io.bailiwick.gateway.signin.rules;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** A command of an administrator, or the result of a test sign-in, for an existing connection. */
public sealed interface ConnectionCommand {

  /**
   * Changes the settings or the client secret.
   *
   * @param change creates the new settings from the present ones
   * @param secret the new client secret; empty keeps the present one
   * @param newId the id of the draft that replaces the connection if it cannot be edited in place
   */
  record Edit(UnaryOperator<ConnectionSettings> change, Optional<String> secret, String newId)
      implements ConnectionCommand {
    @Override
    public String toString() {
      return "Edit";
    }
  }

  /** Enables the connection, so that people sign in by it and by no other. */
  record Enable() implements ConnectionCommand {}

  /** Disables the connection, so that no one can sign in by it. */
  record Disable() implements ConnectionCommand {}

  /**
   * Deletes the connection.
   *
   * @param hasSessions whether sessions that began with it are live
   */
  record Delete(boolean hasSessions) implements ConnectionCommand {}

  /**
   * Stores the result of a test sign-in.
   *
   * @param version the version of the connection that was tested
   */
  record KeepTest(long version, Connection.Test result) implements ConnectionCommand {}
}
