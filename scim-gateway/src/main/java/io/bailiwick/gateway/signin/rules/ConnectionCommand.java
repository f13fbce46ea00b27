package io.bailiwick.gateway.signin.rules;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** A wish of an administrator, or the result of a test sign-in, for an existing connection. */
public sealed interface ConnectionCommand {

  /**
   * Other settings, or another client secret.
   *
   * @param change makes the new settings of the present ones
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

  /** People sign in by it, and by no other. */
  record Enable() implements ConnectionCommand {}

  /** No one signs in by it. */
  record Disable() implements ConnectionCommand {}

  /**
   * The end of it.
   *
   * @param hasSessions whether sessions that began with it are live
   */
  record Delete(boolean hasSessions) implements ConnectionCommand {}

  /**
   * The result of a test sign-in.
   *
   * @param version the version of the connection that was tested
   */
  record KeepTest(long version, Connection.Test result) implements ConnectionCommand {}
}
