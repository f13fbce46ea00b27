package io.bailiwick.gateway.signin.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A connection of an organization to its identity provider. It is DRAFT, then TESTED by a live
 * sign-in, then ENABLED. At most one connection of an organization is enabled.
 *
 * @param version 1, 2, 3 ...; a sign-in that began under another version fails
 * @param test the result of the last test sign-in; deleted when the connection is enabled
 * @param replaces the connection from which this one was created
 */
public record Connection(
    String id,
    String organization,
    long version,
    Status status,
    ConnectionSettings settings,
    Optional<Test> test,
    Optional<String> replaces,
    Instant createdAt,
    Instant changedAt) {

  public Connection {
    test = test == null ? Optional.empty() : test;
    replaces = replaces == null ? Optional.empty() : replaces;
  }

  /** Creates a draft. */
  public static Connection draft(
      String id,
      String organization,
      ConnectionSettings settings,
      Optional<String> replaces,
      Instant now) {
    return new Connection(
        id, organization, 1, Status.DRAFT, settings, Optional.empty(), replaces, now, now);
  }

  /** Returns this connection with other settings; the former test does not count for them. */
  Connection edited(ConnectionSettings changed, Instant now) {
    return next(Status.DRAFT, changed, Optional.empty(), now);
  }

  /**
   * Returns this connection in its status after a test sign-in; sign-ins that began with it go on.
   */
  Connection tested(Status after, Test result, Instant now) {
    return new Connection(
        id, organization, version, after, settings, Optional.of(result), replaces, createdAt, now);
  }

  /** Returns this connection in another status. */
  Connection in(Status wanted, Instant now) {
    return next(wanted, settings, Optional.empty(), now);
  }

  private Connection next(
      Status wanted, ConnectionSettings changed, Optional<Test> kept, Instant now) {
    return new Connection(
        id, organization, version + 1, wanted, changed, kept, replaces, createdAt, now);
  }

  /** Tells whether settings are changed in place, because no one signs in by it. */
  public boolean isDraft() {
    return status == Status.DRAFT || status == Status.TESTED;
  }

  /** The status of a connection. */
  public enum Status {
    DRAFT,
    TESTED,
    ENABLED,
    /** It was enabled before; no one signs in by it. */
    DISABLED
  }

  /**
   * The result of a test sign-in.
   *
   * @param passed whether the identity provider's answer passed every check
   * @param detail the check that failed, or the effect that the sign-in would have had
   * @param claims the claims that the identity provider stated
   * @param outcome the role, explanation and profile that the organization's settings would give
   */
  public record Test(
      Instant at,
      boolean passed,
      String detail,
      Optional<JsonNode> claims,
      Optional<JsonNode> outcome) {}
}
