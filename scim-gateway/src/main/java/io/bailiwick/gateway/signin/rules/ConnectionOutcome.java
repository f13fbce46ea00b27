package io.bailiwick.gateway.signin.rules;

/** The outcome of a command to a connection. */
public sealed interface ConnectionOutcome {

  /** The connection is as the command wants it. */
  sealed interface Granted extends ConnectionOutcome {

    /** The connection after the command; a deleted one as it was. */
    Connection connection();
  }

  /** A new draft, beside the connection that it replaces, if any. */
  record Created(ConnectionWithSecret draft) implements Granted {

    @Override
    public Connection connection() {
      return draft.connection();
    }
  }

  /** The connection has these settings and this secret. */
  record Edited(ConnectionWithSecret edited) implements Granted {

    @Override
    public Connection connection() {
      return edited.connection();
    }
  }

  /**
   * The connection becomes the enabled one; another enabled connection has to be disabled first.
   */
  record Enabled(Connection connection) implements Granted {}

  /** The status or the last test differs; settings and secret stay. */
  record Changed(Connection connection) implements Granted {}

  /** Nothing differs. */
  record Unchanged(Connection connection) implements Granted {}

  /** The connection is to be deleted. */
  record Deleted(Connection connection) implements Granted {}

  /** The reason why nothing was done. */
  sealed interface Rejected extends ConnectionOutcome {}

  record NoOrganization() implements Rejected {}

  /** The connection does not exist, or no longer has the version that was tested. */
  record NoConnection() implements Rejected {}

  record SecretMissing() implements Rejected {}

  record NotTested() implements Rejected {}

  record StillEnabled() implements Rejected {}

  record StillUsed() implements Rejected {}

  record TooMany(int most) implements Rejected {}
}
