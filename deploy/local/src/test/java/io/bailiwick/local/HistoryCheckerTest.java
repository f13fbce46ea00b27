package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.local.History.Account;
import io.bailiwick.local.History.Check;
import io.bailiwick.local.History.End;
import io.bailiwick.local.History.Outcome;
import io.bailiwick.local.History.State;
import io.bailiwick.local.History.User;
import io.bailiwick.local.History.Write;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The checker of histories finds what is planted, and nothing where nothing is wrong. */
class HistoryCheckerTest {
  private static final State ACTIVE = new State(true, true, "read", 1);
  private static final State INACTIVE = new State(true, false, "read", 2);
  private static final State BACK = new State(true, true, "read", 3);

  private final History history = new History();

  /** A write that takes from one second to the next. */
  private void write(State leaves, long second, Outcome outcome, long version) {
    history.add(new Write("jane", "1", leaves, at(second), at(second + 1), outcome, version));
  }

  /** A check that takes half a second. */
  private void check(long second, boolean allowed, boolean stale, long version) {
    history.add(new Check("1", at(second), at(second) + 500_000_000, allowed, stale, version));
  }

  private static long at(long second) {
    return second * 1_000_000_000;
  }

  private static End end(State state, long version, String status, boolean allowed) {
    return new End(
        List.of(new User("jane", "1", state, version)),
        Map.of("1", new Account(status, "read", "jane-acme")),
        Map.of("1", allowed));
  }

  private void deactivated() {
    write(ACTIVE, 0, Outcome.ACKNOWLEDGED, 1);
    write(INACTIVE, 10, Outcome.ACKNOWLEDGED, 2);
  }

  @Test
  void nothingIsFoundWhereNothingIsWrong() {
    deactivated();
    check(9, true, false, 1);
    check(12, true, false, 1);
    check(13, false, false, 2);
    check(20, false, true, 2);
    write(BACK, 30, Outcome.ACKNOWLEDGED, 3);
    check(30, true, false, 3);
    assertThat(HistoryChecker.during(history)).isEmpty();
    assertThat(HistoryChecker.atTheEnd(history, end(BACK, 3, "ACTIVE", true))).isEmpty();
    assertThat(HistoryChecker.longestAllow(history, at(0), at(40))).hasSeconds(1);
    assertThat(HistoryChecker.longestAllow(history, at(12), at(40))).isZero();
  }

  @Test
  void aLostWrite() {
    deactivated();
    assertThat(HistoryChecker.atTheEnd(history, end(ACTIVE, 1, "ACTIVE", true)))
        .anySatisfy(finding -> assertThat(finding).startsWith("lost write: jane is"))
        .anySatisfy(finding -> assertThat(finding).contains("has version 1, acknowledged was 2"));
    assertThat(HistoryChecker.atTheEnd(history, new End(List.of(), Map.of(), Map.of("1", false))))
        .singleElement()
        .asString()
        .startsWith("lost write: jane is");
  }

  @Test
  void aVersionThatDoesNotGrow() {
    write(ACTIVE, 0, Outcome.ACKNOWLEDGED, 2);
    write(INACTIVE, 10, Outcome.ACKNOWLEDGED, 2);
    assertThat(HistoryChecker.during(history)).containsExactly("version 2 of 1 after 2");
  }

  /** Whether it has happened nobody knows: both ends are right, a third one is not. */
  @Test
  void anUnknownOutcomeCountsEitherWay() {
    write(ACTIVE, 0, Outcome.ACKNOWLEDGED, 1);
    write(INACTIVE, 10, Outcome.UNKNOWN, 0);
    assertThat(HistoryChecker.atTheEnd(history, end(ACTIVE, 1, "ACTIVE", true))).isEmpty();
    assertThat(HistoryChecker.atTheEnd(history, end(INACTIVE, 2, "SUSPENDED", false))).isEmpty();
    assertThat(HistoryChecker.atTheEnd(history, end(BACK, 3, "ACTIVE", true))).hasSize(1);
    // Nothing is promised of who may have been deactivated.
    check(25, true, false, 1);
    assertThat(HistoryChecker.during(history)).isEmpty();
    write(BACK, 30, Outcome.ACKNOWLEDGED, 3);
    assertThat(HistoryChecker.atTheEnd(history, end(INACTIVE, 3, "SUSPENDED", false))).hasSize(1);
  }

  @Test
  void aRefusedWriteHasNotHappened() {
    write(ACTIVE, 0, Outcome.ACKNOWLEDGED, 1);
    write(INACTIVE, 10, Outcome.REFUSED, 0);
    assertThat(HistoryChecker.atTheEnd(history, end(INACTIVE, 2, "SUSPENDED", false))).hasSize(1);
  }

  @Test
  void anAllowAfterTheBound() {
    deactivated();
    check(17, true, false, 1);
    write(BACK, 18, Outcome.REFUSED, 0);
    check(19, true, false, 1);
    write(BACK, 20, Outcome.UNKNOWN, 0);
    check(21, true, false, 3);
    assertThat(HistoryChecker.during(history))
        .containsExactly(
            "wrong allow: 1, deactivated 6000 ms before, stale false",
            "wrong allow: 1, deactivated 8000 ms before, stale false");
  }

  /** One that says that it is old may be, for a quarter of an hour. */
  @Test
  void aStaleAllowAfterItsBound() {
    deactivated();
    check(17, true, true, 1);
    assertThat(HistoryChecker.during(history)).isEmpty();
    check(912, true, true, 1);
    assertThat(HistoryChecker.during(history)).hasSize(1);
  }

  @Test
  void aResurrection() {
    deactivated();
    check(12, false, false, 2);
    check(13, true, true, 1);
    assertThat(HistoryChecker.during(history))
        .containsExactly("resurrection: 1 allowed in version 1 after version 2");
  }

  @Test
  void anAllowInTheVersionThatWasDeactivated() {
    deactivated();
    check(12, true, false, 2);
    assertThat(HistoryChecker.during(history))
        .containsExactly("wrong allow: 1 in the inactive version 2");
  }

  @Test
  void aDouble() {
    write(ACTIVE, 0, Outcome.ACKNOWLEDGED, 1);
    Account account = new Account("ACTIVE", "read", "jane-acme");
    User first = new User("jane", "1", ACTIVE, 1);
    User second = new User("jane", "2", ACTIVE, 1);
    Map<String, Boolean> allowed = Map.of("1", true, "2", true);
    assertThat(
            HistoryChecker.atTheEnd(
                history,
                new End(List.of(first, second), Map.of("1", account, "2", account), allowed)))
        .containsExactlyInAnyOrder("jane is there 2 times", sharedHandle());
    assertThat(
            HistoryChecker.atTheEnd(
                history,
                new End(
                    List.of(first),
                    Map.of("1", account, "2", new Account("ACTIVE", "read", "jane2-acme")),
                    Map.of("1", true))))
        .singleElement()
        .asString()
        .startsWith("2 is nobody's account");
  }

  private static String sharedHandle() {
    return "2 has the handle of another account";
  }

  @Test
  void anEndThatDoesNotFollow() {
    deactivated();
    assertThat(HistoryChecker.atTheEnd(history, end(INACTIVE, 2, "ACTIVE", true)))
        .containsExactly(
            "the enforcer allows 1",
            "1 has Account[status=ACTIVE, role=read, handle=jane-acme], but is " + INACTIVE);
    assertThat(
            HistoryChecker.atTheEnd(
                history,
                new End(List.of(new User("jane", "1", INACTIVE, 2)), Map.of(), Map.of("1", false))))
        .containsExactly("1 has no account");
  }

  @Test
  void oddAnswersAreFindings() {
    history.odd("a check was answered 500");
    assertThat(HistoryChecker.during(history)).containsExactly("a check was answered 500");
  }
}
