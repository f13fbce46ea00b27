package io.bailiwick.enforcer.check;

import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.model.Revisions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A question of a caller, and how it is to be answered.
 *
 * @param atLeast the revisions that the projection must have reached; the check waits for them
 * @param clock the time of the decision; the checks of a batch that wait for nothing share one time
 * @param deadline the end of that wait, from {@link Enforcer#waitsUntil}; one for all checks of a
 *     request
 * @param explained whether the answer explains the decision
 * @param caller the name of the service that asks
 */
public record Check(
    CheckRequest request,
    Optional<Revisions> atLeast,
    InstantSource clock,
    Instant deadline,
    boolean explained,
    String caller) {}
