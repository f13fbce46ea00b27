package io.bailiwick.model;

import java.time.Instant;

/**
 * A session that was ended before its time.
 *
 * @param id the session's id, {@code sid} in tokens
 * @param account whose it was
 * @param endedAt when it was ended
 * @param expiresAt when it would have ended by itself: nothing needs to remember it for longer
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
