package io.bailiwick.model;

import java.time.Instant;

/**
 * A session that ended before its expiry.
 *
 * @param id the session's id, {@code sid} in tokens
 * @param account the account whose session it was
 * @param endedAt the time when it ended
 * @param expiresAt the time at which it would have expired; it can be forgotten after that
 */
public record EndedSession(
    String id, String organization, String account, Instant endedAt, Instant expiresAt) {
  public EndedSession {
    Required.text("id", id);
    Required.text("organization", organization);
    Required.text("account", account);
    Required.present("endedAt", endedAt);
    Required.present("expiresAt", expiresAt);
  }
}
