package io.bailiwick.enforcer.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.event.Topics;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** What one reader gets of the changes, and when it is too slow. */
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
    assertThat(stream.tell(CHANGE)).isTrue();
    changes().subscribe().with(taken::add);
    run();
    assertThat(stream.tell(new Change.Alive())).isTrue();
    run();
    assertThat(taken).containsExactly(new Change.Reset(), CHANGE, new Change.Alive());
  }

  /** A reader that takes all at once must not need a stack as deep as the buffer. */
  @Test
  void aFullBufferIsTakenWithoutADeepStack() {
    while (stream.tell(CHANGE)) {
      // until it is full
    }
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
    assertThat(taken).hasSize(ChangeStream.MOST);
    assertThat(depth[0]).isLessThan(200);
  }

  /** A reader that asks for nothing holds the buffer and no more, and is found out. */
  @Test
  void aReaderThatTakesNothingIsTooSlow() {
    AssertSubscriber<Change> reader =
        changes().subscribe().withSubscriber(AssertSubscriber.create(1));
    run();
    assertThat(reader.getItems()).containsExactly(new Change.Reset());
    assertThat(stream.standsStill()).isFalse();
    int told = 0;
    while (stream.tell(CHANGE)) {
      run();
      told++;
    }
    assertThat(told).isEqualTo(ChangeStream.MOST);
    assertThat(reader.getItems()).hasSize(1);
    assertThat(stream.standsStill()).isTrue();
    reader.request(1);
    run();
    assertThat(reader.getItems()).hasSize(2);
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
