package io.bailiwick.gateway.scim.log;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An administrator's query of the request log; an empty member selects all requests.
 *
 * @param person an id, a userName, an externalId or an e-mail address
 * @param token the key id of the token that was used
 * @param failed true for requests with a status from 400, false for the others
 * @param since the earliest time of arrival
 * @param until the time before which requests arrived
 * @param before the id of a request; only older ones are selected
 */
public record RequestQuery(
    Optional<String> person,
    Optional<String> token,
    Optional<Boolean> failed,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<UUID> before) {

  /** Returns the same query for requests that are older than one of them. */
  public RequestQuery before(UUID id) {
    return new RequestQuery(person, token, failed, since, until, Optional.of(id));
  }
}
