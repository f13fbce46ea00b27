package io.bailiwick.model;

import java.time.Duration;

/**
 * The settings for people whom the identity provider deletes.
 *
 * @param content the treatment of the content in their own namespaces
 * @param gracePeriod the time between the deletion and that treatment: an hour, so that the guard
 *     against mass deprovisioning can hold it, to 365 days
 */
public record LeaverSettings(ContentPolicy content, Duration gracePeriod) {
  /** The shortest grace period, and the longest window in which the guard counts departures. */
  public static final Duration SHORTEST = Duration.ofHours(1);

  private static final Duration LONGEST = Duration.ofDays(365);

  /** Content is retained; a treatment by choice waits for 30 days. */
  public static final LeaverSettings DEFAULT =
      new LeaverSettings(ContentPolicy.RETAIN, Duration.ofDays(30));

  public LeaverSettings {
    content = content == null ? ContentPolicy.RETAIN : content;
    gracePeriod = gracePeriod == null ? Duration.ofDays(30) : gracePeriod;
    if (gracePeriod.compareTo(SHORTEST) < 0 || gracePeriod.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("leavers.gracePeriod must be PT1H to P365D");
    }
  }

  /** The treatment of the content of a person who was deleted. */
  public enum ContentPolicy {
    /** The content stays where it is. */
    RETAIN,
    /** The organization becomes the owner. */
    TRANSFER_TO_ORGANIZATION,
    /** The content is deleted. */
    DELETE
  }
}
