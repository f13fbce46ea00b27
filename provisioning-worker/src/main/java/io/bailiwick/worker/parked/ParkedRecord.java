package io.bailiwick.worker.parked;

import java.time.Instant;
import java.util.Optional;

/**
 * A record that could not be processed.
 *
 * @param id its number in this list
 * @param topic the topic from which it came
 * @param key the id of the thing in it
 * @param organization the organization that it names
 * @param type the CloudEvents type that it names
 * @param reason why it could not be processed, without values of it
 * @param resolvedAt the time when an operator redrove or discarded it
 * @param resolvedBy that operator
 */
public record ParkedRecord(
    String id,
    String topic,
    String key,
    Optional<String> organization,
    Optional<String> type,
    String reason,
    Instant parkedAt,
    State state,
    Optional<Instant> resolvedAt,
    Optional<String> resolvedBy) {

  /** What has become of it. */
  public enum State {
    /** It waits for an operator. */
    PARKED,
    /** It was sent again. If it failed again, it is in the list once more. */
    REDRIVEN,
    /** An operator decided that it is not needed. */
    DISCARDED
  }
}
