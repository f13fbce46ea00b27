package io.bailiwick.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What becomes of the content of an account whose person was deleted.
 *
 * @param at the time of the deletion
 * @param content the treatment of the content in the account's own namespace
 * @param contentDueAt the time from which the platform carries that out; empty if the content is
 *     retained, and while the guard against mass deprovisioning holds the deletion
 */
public record Departure(
    Instant at, LeaverSettings.ContentPolicy content, Optional<Instant> contentDueAt) {
  public Departure {
    Required.present("departure.at", at);
    Required.present("departure.content", content);
    contentDueAt = Required.orEmpty(contentDueAt);
  }
}
