package io.bailiwick.enforcer.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.check.Waits.End;
import io.bailiwick.enforcer.projection.SubjectView;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Role;
import io.bailiwick.model.SampleOrganization;
import io.bailiwick.model.SignInSettings;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No wait is longer than its time, and no more wait at once than there are places. */
class WaitsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Organization ACME =
      SampleOrganization.of(
          "acme", Role.READ, LimitSettings.STRICT, SignInSettings.DEFAULT, Instant.EPOCH);

  private final Vertx vertx = Vertx.vertx();
  private final SubjectView view = new SubjectView();
  private final Waits waits = new Waits(2, vertx);
  private final List<End> ends = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aWaitThatFindsNoPlaceEndsAtOnce() {
    await(Duration.ofHours(1));
    await(Duration.ofHours(1));
    assertThat(ends).isEmpty();
    await(Duration.ofHours(1));
    assertThat(ends).containsExactly(End.TOO_MANY);
    reach();
    awaitEnds(End.TOO_MANY, End.REACHED, End.REACHED);
    await(Duration.ofHours(1));
    assertThat(ends).hasSize(4).endsWith(End.REACHED);
  }

  @Test
  void aWaitEndsAndLeavesItsPlace() {
    await(Duration.ofMillis(20));
    await(Duration.ofMillis(20));
    awaitEnds(End.TOO_LATE, End.TOO_LATE);
    await(Duration.ofHours(1));
    await(Duration.ofHours(1));
    assertThat(ends).hasSize(2);
    await(Duration.ofMillis(-1));
    assertThat(ends).containsExactly(End.TOO_LATE, End.TOO_LATE, End.TOO_LATE);
    reach();
    awaitEnds(End.TOO_LATE, End.TOO_LATE, End.TOO_LATE, End.REACHED, End.REACHED);
  }

  private void await(Duration most) {
    waits.await(() -> view.hasReached(Revision.of(ACME)), Instant.now().plus(most), ends::add);
  }

  private void reach() {
    view.apply(new OrganizationEvent.Created(ACME));
  }

  private void awaitEnds(End... expected) {
    Awaitility.await().atMost(PATIENCE).until(() -> ends.size() == expected.length);
    assertThat(ends).containsExactly(expected);
  }
}
