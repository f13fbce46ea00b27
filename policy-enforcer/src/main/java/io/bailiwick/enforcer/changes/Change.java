package io.bailiwick.enforcer.changes;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.Announcement;
import io.bailiwick.event.AuditEvent;
import io.bailiwick.event.DecisionEvent;
import io.bailiwick.event.Event;
import io.bailiwick.event.Heartbeat;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.SessionEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Revision;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A message of the change stream. */
sealed interface Change {

  /** Everything that a reader remembers is void. */
  record Reset() implements Change {}

  /** Nothing has changed, and the enforcer's data are fresh. */
  record Alive() implements Change {}

  /**
   * Decisions about an account, or about all accounts of an organization, may differ from now on.
   *
   * @param subject the account; empty for an organization's settings
   * @param organization empty if it is unknown
   * @param revision what the next check may require; empty if the change has no revision
   */
  record Changed(
      Kind kind,
      Optional<String> subject,
      Optional<String> organization,
      Optional<Revision> revision)
      implements Change {

    /** Returns the data of the message. */
    String json() {
      Map<String, String> members = new LinkedHashMap<>();
      members.put("kind", kind.name().toLowerCase(Locale.ROOT));
      subject.ifPresent(id -> members.put("subject", id));
      organization.ifPresent(id -> members.put("organization", id));
      revision.ifPresent(one -> members.put("revision", one.token()));
      return new String(StrictJson.write(members), StandardCharsets.UTF_8);
    }
  }

  /** The kinds of things whose changes are told. */
  enum Kind {
    IDENTITY,
    ACCOUNT,
    SESSION,
    ORGANIZATION
  }

  /** Returns the change that an event made; empty if it changes no decision. */
  static Optional<Change> of(Event event) {
    return switch (event) {
      case IdentityEvent one ->
          account(Kind.IDENTITY, one.key(), one.organization(), Revision.ofRecord(one.identity()));
      case AccountEvent one ->
          account(Kind.ACCOUNT, one.key(), one.organization(), Revision.of(one.account()));
      case OrganizationEvent one ->
          Optional.of(
              new Changed(
                  Kind.ORGANIZATION,
                  Optional.empty(),
                  Optional.of(one.key()),
                  Optional.of(Revision.of(one.state()))));
      case SessionEvent one ->
          Optional.of(
              new Changed(
                  Kind.SESSION,
                  Optional.of(one.session().account()),
                  Optional.of(one.organization()),
                  Optional.empty()));
      case Heartbeat _, DecisionEvent _, AuditEvent _, Announcement _ -> Optional.empty();
    };
  }

  private static Optional<Change> account(
      Kind kind, String id, String organization, Revision revision) {
    return Optional.of(
        new Changed(kind, Optional.of(id), Optional.of(organization), Optional.of(revision)));
  }

  /** Returns the change by a record that cannot be read: its subject is uncertain from now on. */
  static Change unreadable(String topic, String key) {
    return switch (topic) {
      case Topics.IDENTITIES -> uncertain(Kind.IDENTITY, Optional.of(key), Optional.empty());
      case Topics.ACCOUNTS -> uncertain(Kind.ACCOUNT, Optional.of(key), Optional.empty());
      case Topics.ORGANIZATIONS -> uncertain(Kind.ORGANIZATION, Optional.empty(), Optional.of(key));
      // The key is a session's, and its account is unknown.
      default -> new Reset();
    };
  }

  private static Change uncertain(
      Kind kind, Optional<String> subject, Optional<String> organization) {
    return new Changed(kind, subject, organization, Optional.empty());
  }
}
