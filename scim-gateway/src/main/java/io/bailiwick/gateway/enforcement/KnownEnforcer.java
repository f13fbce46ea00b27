package io.bailiwick.gateway.enforcement;

import java.time.Instant;

/**
 * An enforcer that may answer checks.
 *
 * @param instance its name, which a restart changes
 * @param appliedUntil the time before which it has applied everything that the gateway committed
 * @param lastSeen the time of its last announcement
 * @param silent whether it has announced nothing for a while, so that no request waits for it
 */
public record KnownEnforcer(
    String instance, Instant appliedUntil, Instant lastSeen, boolean silent) {}
