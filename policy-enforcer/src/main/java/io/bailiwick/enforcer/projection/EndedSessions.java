package io.bailiwick.enforcer.projection;

import io.bailiwick.model.EndedSession;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The sessions that were ended before their time, for as long as they would have lasted. */
@ApplicationScoped
public class EndedSessions {
  private static final int SWEEP_AFTER = 1000;

  /** For how long the longest session lasts. */
  private static final Duration LONGEST = Duration.ofDays(90);

  private final ConcurrentMap<String, Instant> expiry = new ConcurrentHashMap<>();
  private final AtomicInteger sinceSweep = new AtomicInteger();

  /** Takes in the end of a session. */
  public void apply(EndedSession session) {
    // Not until it would have expired: a longer lifetime, set later, must not bring it back.
    add(session.id(), session.endedAt().plus(LONGEST));
  }

  /** A record about a session could not be read: records of sessions tell of their end only. */
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

  /** Whether a session was ended. */
  public boolean contains(String id) {
    return expiry.containsKey(id);
  }
}
