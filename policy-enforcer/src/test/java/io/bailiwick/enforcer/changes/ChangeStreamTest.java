package io.bailiwick.enforcer.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.SampleMember;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Role;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** What one reader gets of the changes, and when it stands still. */
class ChangeStreamTest {
  private static final Change CHANGE = Change.unreadable(Topics.IDENTITIES, "mgd_1");

  /** The reader's context: tasks run when the test says so. */
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  private final ChangeStream stream = new ChangeStream(tasks::add, () -> {}, Duration.ofHours(1));

  private void run() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private Multi<Change> changes() {
    return Multi.createBy().repeating().uni(stream::next).indefinitely();
  }

  @Test
  void beginsWithAResetAndKeepsTheOrder() {
    List<Change> taken = new ArrayList<>();
    stream.tell(CHANGE);
    changes().subscribe().with(taken::add);
    run();
    stream.tell(CHANGE);
    stream.tell(new Change.Alive());
    run();
    assertThat(taken).containsExactly(new Change.Reset(), CHANGE, new Change.Alive());
  }

  /** A service that remembers decisions learns of grants, with the revision to ask for. */
  @Test
  void aChangeOfGrantsIsOneOfTheAccount() {
    Account account =
        SampleMember.account(
            "mgd_1",
            "acme",
            7,
            AccountStatus.ACTIVE,
            "jane",
            Role.READ,
            Map.of("research", Role.WRITE),
            Instant.EPOCH);
    assertThat(Change.of(new AccountEvent.Updated(account)))
        .contains(
            new Change.Changed(
                Change.Kind.ACCOUNT,
                Optional.of("mgd_1"),
                Optional.of("acme"),
                Optional.of(Revision.of(account))));
  }

  /** A reader that takes all at once must not need a stack as deep as the buffer. */
  @Test
  void aFullBufferIsTakenWithoutADeepStack() {
    List<Change> taken = new ArrayList<>();
    int[] depth = {0};
    changes()
        .subscribe()
        .with(
            change -> {
              taken.add(change);
              depth[0] = Math.max(depth[0], Thread.currentThread().getStackTrace().length);
            });
    run();
    tell(ChangeStream.MOST);
    run();
    assertThat(taken).hasSize(ChangeStream.MOST + 1).endsWith(CHANGE);
    assertThat(depth[0]).isLessThan(200);
  }

  private void tell(int times) {
    for (int i = 0; i < times; i++) {
      stream.tell(CHANGE);
    }
  }

  /** The projection reads faster than any reader; a reader that takes what comes stays. */
  @Test
  void aBurstBecomesOneReset() {
    List<Change> taken = new ArrayList<>();
    changes().subscribe().with(taken::add);
    run();
    for (int burst = 0; burst < 2; burst++) {
      taken.clear();
      tell(10_000);
      run();
      assertThat(taken).containsExactly(new Change.Reset());
      assertThat(stream.standsStill()).isFalse();
    }
    tell(2);
    run();
    assertThat(taken).containsExactly(new Change.Reset(), CHANGE, CHANGE);
  }

  @Test
  void aReaderThatHasJustComeDoesNotStandStill() {
    assertThat(stream.standsStill()).isFalse();
    assertThat(stream.standsStill()).isTrue();
  }

  /** A reader that asks for nothing holds the buffer and no more, and is found out. */
  @Test
  void aReaderThatTakesNothingIsTooSlow() {
    AssertSubscriber<Change> reader =
        changes().subscribe().withSubscriber(AssertSubscriber.create(1));
    run();
    assertThat(reader.getItems()).containsExactly(new Change.Reset());
    assertThat(stream.standsStill()).isFalse();
    assertThat(stream.standsStill()).as("nothing waits").isFalse();
    tell(10_000);
    run();
    assertThat(reader.getItems()).hasSize(1);
    assertThat(stream.standsStill()).isTrue();
    reader.request(2);
    run();
    assertThat(reader.getItems()).containsExactly(new Change.Reset(), new Change.Reset());
    assertThat(stream.standsStill()).isFalse();
  }

  @Test
  void endsSoThatATokenIsShownAgain() {
    assertThat(stream.hasEnded(Instant.now())).isFalse();
    assertThat(stream.hasEnded(Instant.now().plus(Duration.ofMinutes(61)))).isTrue();
  }

  /** The account of an unreadable end of a session is unknown, so all decisions may differ. */
  @Test
  void anUnreadableEndOfASessionIsAReset() {
    assertThat(Change.unreadable(Topics.SESSIONS, "ses_1")).isEqualTo(new Change.Reset());
  }
}
