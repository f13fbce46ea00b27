package io.bailiwick.enforcer.projection;

import io.bailiwick.model.EndedSession;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The sessions that ended before their expiry, for as long as they would have lasted. */
@ApplicationScoped
public class EndedSessions {
  private static final int SWEEP_AFTER = 1000;

  /** The longest possible lifetime of a session. */
  private static final Duration LONGEST = Duration.ofDays(90);

  private final ConcurrentMap<String, Instant> expiry = new ConcurrentHashMap<>();
  private final AtomicInteger sinceSweep = new AtomicInteger();

  /** Records the end of a session. */
  public void apply(EndedSession session) {
    // Its own expiry is not enough: a longer lifetime, set later, must not revive it.
    add(session.id(), session.endedAt().plus(LONGEST));
  }

  /** Ends a session whose record could not be read: records of sessions state only their end. */
  public void unreadable(String id) {
    add(id, Instant.now().plus(LONGEST));
  }

  private void add(String id, Instant expiresAt) {
    expiry.put(id, expiresAt);
    if (sinceSweep.incrementAndGet() >= SWEEP_AFTER) {
      sinceSweep.set(0);
      Instant now = Instant.now();
      expiry.values().removeIf(now::isAfter);
    }
  }

  /** Returns whether a session ended before its expiry. */
  public boolean contains(String id) {
    return expiry.containsKey(id);
  }
}
