package io.bailiwick.gateway.scim.log;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A SCIM request in the log of its organization, with its answer. {@link Mask} has masked it.
 *
 * @param id a UUIDv7, so that ids are in the order of time
 * @param at the time of its arrival
 * @param token the key id of its token
 * @param target the path below the SCIM base, with its query
 * @param resource the id of its resource; empty for a list, a failed POST and a bulk request
 * @param name the person that it names, by {@link RequestSubject}
 * @param status the HTTP status of its answer
 * @param scimType the error keyword of its answer (RFC 7644 section 3.12)
 * @param detail the error message of its answer
 * @param latencyMicros the time until the answer, in microseconds
 * @param body its body as JSON; empty if it has none or the body was not read
 */
public record ScimRequest(
    UUID id,
    String organization,
    Instant at,
    String token,
    String method,
    String target,
    Optional<String> resource,
    Optional<String> name,
    int status,
    Optional<String> scimType,
    Optional<String> detail,
    long latencyMicros,
    Optional<String> body) {}
