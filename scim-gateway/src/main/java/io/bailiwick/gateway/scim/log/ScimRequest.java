package io.bailiwick.gateway.scim.log;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A SCIM request as the organization's administrator finds it again.
 *
 * @param id a UUIDv7, so that ids are in the order of time
 * @param at when it came
 * @param token the key id of its token
 * @param target the path below the SCIM base with its query, masked
 * @param resource the id of the resource that it was about
 * @param name the key of the userName or externalId that it named
 * @param scimType the detail error keyword of its answer
 * @param detail what its answer said was wrong
 * @param latencyMicros how long the answer took, in microseconds
 * @param body its body, masked, as JSON
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
