package io.bailiwick.enforcer.callers;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.security.identity.SecurityIdentity;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Verified tokens are remembered, but not for long, not beyond their end, and not all of them. */
class TokenMemoryTest {
  private static final SecurityIdentity CALLER = CallerRights.identity("hub", Set.of());

  private Instant now = Instant.parse("2026-11-28T10:00:00Z");
  private final TokenMemory memory = new TokenMemory(() -> now);

  @Test
  void forgetsATokenAfterHalfAMinute() {
    memory.remember("Bearer a", CALLER, now.plusSeconds(600));
    now = now.plusSeconds(29);
    assertThat(memory.known("Bearer a")).isSameAs(CALLER);
    assertThat(memory.known("Bearer b")).isNull();
    now = now.plusSeconds(2);
    assertThat(memory.known("Bearer a")).isNull();
  }

  @Test
  void aTokenIsNotKnownWhenItHasExpired() {
    memory.remember("Bearer a", CALLER, now.plusSeconds(10));
    now = now.plusSeconds(9);
    assertThat(memory.known("Bearer a")).isSameAs(CALLER);
    now = now.plusSeconds(1);
    assertThat(memory.known("Bearer a")).isNull();
  }

  @Test
  void holdsSoManyCharactersAndNoMore() {
    String header = "x".repeat(TokenMemory.MOST / 100);
    for (int i = 0; i < 300; i++) {
      memory.remember(header + i, CALLER, now.plusSeconds(600));
    }
    assertThat(memory.characters()).isLessThanOrEqualTo(TokenMemory.MOST);
  }
}
