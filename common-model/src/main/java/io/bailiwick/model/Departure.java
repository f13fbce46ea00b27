package io.bailiwick.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What becomes of the content of an account whose person was deleted.
 *
 * @param at the time of the deletion
 * @param content the treatment of the content in the account's own namespace
 * @param gracePeriod the time between the deletion, or its release by the guard, and that treatment
 * @param contentDueAt the time from which the platform carries that out; empty if the content is
 *     retained, and while the guard against mass deprovisioning holds the deletion
 */
public record Departure(
    Instant at,
    LeaverSettings.ContentPolicy content,
    Duration gracePeriod,
    Optional<Instant> contentDueAt) {
  public Departure {
    Required.present("departure.at", at);
    Required.present("departure.content", content);
    gracePeriod = gracePeriod == null ? LeaverSettings.DEFAULT.gracePeriod() : gracePeriod;
    contentDueAt = Required.orEmpty(contentDueAt);
  }
}
