package io.bailiwick.gateway.signin.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A connection of an organization to its identity provider: DRAFT, then TESTED by a live sign-in,
 * then ENABLED; one of an organization is.
 *
 * @param version 1, 2, 3 ...: a sign-in that began under another one does not end
 * @param test what the last test sign-in showed; forgotten when the connection is enabled
 * @param replaces the connection that this one was made from
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

  /** A new one. */
  public static Connection draft(
      String id,
      String organization,
      ConnectionSettings settings,
      Optional<String> replaces,
      Instant now) {
    return new Connection(
        id, organization, 1, Status.DRAFT, settings, Optional.empty(), replaces, now, now);
  }

  /** This one with other settings: what was tested is another connection now. */
  Connection edited(ConnectionSettings changed, Instant now) {
    return next(Status.DRAFT, changed, Optional.empty(), now);
  }

  /** This one in the status that a test sign-in leaves it in; sign-ins that began with it go on. */
  Connection tested(Status after, Test result, Instant now) {
    return new Connection(
        id, organization, version, after, settings, Optional.of(result), replaces, createdAt, now);
  }

  /** This one in another status. */
  Connection in(Status wanted, Instant now) {
    return next(wanted, settings, Optional.empty(), now);
  }

  private Connection next(
      Status wanted, ConnectionSettings changed, Optional<Test> kept, Instant now) {
    return new Connection(
        id, organization, version + 1, wanted, changed, kept, replaces, createdAt, now);
  }

  /** Whether settings are changed in place: nobody signs in by it. */
  public boolean isDraft() {
    return status == Status.DRAFT || status == Status.TESTED;
  }

  /** How far a connection is. */
  public enum Status {
    DRAFT,
    TESTED,
    ENABLED,
    /** Was enabled; nobody signs in by it. */
    DISABLED
  }

  /**
   * A test sign-in.
   *
   * @param passed whether the identity provider's answer held every check
   * @param detail what did not hold, or what the sign-in would have done
   * @param claims what the identity provider stated
   * @param outcome what the organization's settings would make of it: role, explanation, profile
   */
  public record Test(
      Instant at,
      boolean passed,
      String detail,
      Optional<JsonNode> claims,
      Optional<JsonNode> outcome) {}
}
