package io.bailiwick.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One change in the audit log: who changed what, and how it was before and after. It holds no
 * secret, and no digest of one.
 *
 * @param id a UUID of version 7; the log keeps one entry of each id
 * @param organization the organization, or {@link #PLATFORM}
 * @param at the time of the change
 * @param action the kind of the change: {@code identity.created}
 * @param version the version of the target after the change, if it has versions
 * @param changes the values that differ; empty if the action says all
 * @param cause the revision of the change that led to this one, if another service made that
 * @param traceparent the W3C trace context of the request
 */
public record AuditEntry(
    String id,
    String organization,
    Instant at,
    Actor actor,
    String action,
    Target target,
    Optional<Long> version,
    List<Change> changes,
    Optional<String> cause,
    Optional<String> traceparent) {

  /** The organization of changes that belong to none, such as those of clients. */
  public static final String PLATFORM = "*";

  public AuditEntry {
    Required.text("id", id);
    Required.text("organization", organization);
    Required.present("at", at);
    Required.present("actor", actor);
    Required.text("action", action);
    Required.present("target", target);
    version = Required.orEmpty(version);
    changes = changes == null ? List.of() : List.copyOf(changes);
    cause = Required.orEmpty(cause);
    traceparent = Required.orEmpty(traceparent);
  }

  /** Returns this entry with the version of its target. */
  public AuditEntry withVersion(long known) {
    return new AuditEntry(
        id,
        organization,
        at,
        actor,
        action,
        target,
        Optional.of(known),
        changes,
        cause,
        traceparent);
  }

  /** Returns this entry under another action. */
  public AuditEntry named(String known) {
    return new AuditEntry(
        id, organization, at, actor, known, target, version, changes, cause, traceparent);
  }

  /** Returns this entry with the revision of the change that led to it. */
  public AuditEntry causedBy(String revision) {
    return new AuditEntry(
        id,
        organization,
        at,
        actor,
        action,
        target,
        version,
        changes,
        Optional.of(revision),
        traceparent);
  }

  /** The kinds of actors. */
  public enum Kind {
    /** An identity provider; the id is the key id of its SCIM token. */
    SCIM_TOKEN,
    /** The platform's operator; the id is the subject of the token. */
    OPERATOR,
    /** A sign-in; the id is that of the connection. */
    SIGN_IN,
    /** A person; the id is that of the account. */
    ACCOUNT,
    /** A rule that derives accounts; the id names the source of the role. */
    RULE,
    /** A service by itself; the id is its name. */
    SYSTEM
  }

  /**
   * The author of a change.
   *
   * @param issuer the issuer of the operator's token
   */
  public record Actor(Kind kind, String id, Optional<String> issuer) {
    public Actor {
      Required.present("actor.kind", kind);
      Required.text("actor.id", id);
      issuer = Required.orEmpty(issuer);
    }

    /** Returns an actor without an issuer. */
    public static Actor of(Kind kind, String id) {
      return new Actor(kind, id, Optional.empty());
    }
  }

  /** The thing that was changed. */
  public record Target(String type, String id) {
    public Target {
      Required.text("target.type", type);
      Required.text("target.id", id);
    }
  }

  /**
   * A value that differs. Of a list, {@code before} has the elements that are gone, and {@code
   * after} the new ones. Without both, a secret value has changed.
   *
   * @param field the place of the value as a JSON pointer (RFC 6901)
   */
  public record Change(String field, Optional<JsonNode> before, Optional<JsonNode> after) {
    public Change {
      Required.present("field", field);
      before = Required.orEmpty(before).filter(value -> !value.isNull());
      after = Required.orEmpty(after).filter(value -> !value.isNull());
    }

    /** Returns the change of a secret, without its values. */
    public static Change ofSecret(String field) {
      return new Change(field, Optional.empty(), Optional.empty());
    }
  }
}
