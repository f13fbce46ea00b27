package io.bailiwick.gateway.scim.log;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Which requests.
 *
 * @param person an id, a userName, an externalId or an e-mail address
 * @param failed whether those that were refused, or those that were not
 * @param before older ones than that
 */
public record RequestQuery(
    Optional<String> person,
    Optional<String> token,
    Optional<Boolean> failed,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<UUID> before) {

  /** Those of them that are older than one. */
  public RequestQuery before(UUID id) {
    return new RequestQuery(person, token, failed, since, until, Optional.of(id));
  }
}
