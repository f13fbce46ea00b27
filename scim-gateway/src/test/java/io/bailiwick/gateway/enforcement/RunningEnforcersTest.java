package io.bailiwick.gateway.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.event.Announcement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** No change counts as enforced while an enforcer may still allow what it forbids. */
class RunningEnforcersTest {
  private static final Instant CHANGE = Instant.parse("2026-11-23T09:00:00Z");
  private static final Duration DENY_AFTER = Duration.ofMinutes(15);

  private final RunningEnforcers enforcers = new RunningEnforcers();

  @Test
  void withoutAnyNothingIsEnforced() {
    assertThat(enforcers.since(CHANGE)).isEqualTo(new EnforcementProgress(0, 0, 0));
    assertThat(enforcers.since(CHANGE).isSettled()).isFalse();
    assertThat(enforcers.since(CHANGE).byAll()).isFalse();
  }

  @Test
  void allHaveToBeLaterThanTheChange() {
    announce("a", CHANGE.plusNanos(1), CHANGE);
    announce("b", CHANGE, CHANGE);
    assertThat(enforcers.since(CHANGE)).isEqualTo(new EnforcementProgress(1, 1, 2));
    assertThat(enforcers.since(CHANGE).text()).isEqualTo("1 of 2");
    announce("b", CHANGE.plusSeconds(1), CHANGE.plusSeconds(1));
    assertThat(enforcers.since(CHANGE).byAll()).isTrue();
    assertThat(enforcers.since(CHANGE).text()).isEqualTo("all");
  }

  @Test
  void oneThatStopsCountsNoLonger() {
    announce("a", CHANGE.plusSeconds(1), CHANGE);
    announce("b", CHANGE, CHANGE);
    enforcers.apply(new Announcement("b", CHANGE, CHANGE, DENY_AFTER, true), CHANGE);
    assertThat(enforcers.since(CHANGE)).isEqualTo(new EnforcementProgress(1, 0, 1));
  }

  /** It may be cut off, and answer from memory until its bound. */
  @Test
  void noRequestWaitsForASilentOneButItCounts() {
    announce("silent", CHANGE, CHANGE);
    announce("a", CHANGE.plusSeconds(4), CHANGE.plusSeconds(5));
    assertThat(enforcers.since(CHANGE)).isEqualTo(new EnforcementProgress(1, 1, 2));
    announce("a", CHANGE.plusSeconds(5), CHANGE.plusSeconds(6));
    assertThat(enforcers.since(CHANGE)).isEqualTo(new EnforcementProgress(1, 0, 2));
    assertThat(enforcers.since(CHANGE).isSettled()).isTrue();
    assertThat(enforcers.since(CHANGE).byAll()).isFalse();
    assertThat(enforcers.all())
        .extracting(KnownEnforcer::instance, KnownEnforcer::silent)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", false),
            org.assertj.core.groups.Tuple.tuple("silent", true));
  }

  @Test
  void aSilentOneCountsUntilItDeniesEverything() {
    announce("silent", CHANGE, CHANGE);
    Instant bound = CHANGE.plus(DENY_AFTER);
    announce("a", bound, bound.plusSeconds(1));
    assertThat(enforcers.since(CHANGE).all()).isEqualTo(2);
    announce("a", bound, bound.plus(Duration.ofMinutes(2)));
    assertThat(enforcers.since(CHANGE)).isEqualTo(new EnforcementProgress(1, 0, 1));
  }

  /** Each enforcer has a setting of its own. */
  @Test
  void theBoundIsThatOfTheSilentOne() {
    announce("silent", CHANGE, CHANGE, DENY_AFTER.multipliedBy(4));
    announce("longest", CHANGE, CHANGE, Duration.ofSeconds(Long.MAX_VALUE));
    announce("short", CHANGE, CHANGE, Duration.ofMinutes(1));
    announce("a", CHANGE.plusSeconds(1), CHANGE.plus(DENY_AFTER.multipliedBy(4)));
    assertThat(enforcers.all())
        .extracting(KnownEnforcer::instance)
        .containsExactly("a", "longest", "silent");
    announce("a", CHANGE, CHANGE.plus(DENY_AFTER.multipliedBy(5)));
    assertThat(enforcers.all()).extracting(KnownEnforcer::instance).containsExactly("a", "longest");
  }

  @Test
  void aSilentOneThatReturnsIsAwaitedAgain() {
    announce("b", CHANGE, CHANGE);
    announce("a", CHANGE.plusSeconds(5), CHANGE.plusSeconds(6));
    announce("b", CHANGE, CHANGE.plusSeconds(7));
    assertThat(enforcers.since(CHANGE)).isEqualTo(new EnforcementProgress(1, 1, 2));
  }

  private void announce(String instance, Instant appliedUntil, Instant at) {
    announce(instance, appliedUntil, at, DENY_AFTER);
  }

  private void announce(String instance, Instant appliedUntil, Instant at, Duration denyAfter) {
    enforcers.apply(new Announcement(instance, at, appliedUntil, denyAfter, false), at);
  }
}
