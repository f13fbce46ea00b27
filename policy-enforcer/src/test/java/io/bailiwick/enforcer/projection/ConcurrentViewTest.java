package io.bailiwick.enforcer.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.SampleMember;
import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.EndedSession;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * One thread writes the projection, and others read it meanwhile. A reader sees whole versions: all
 * members of a subject belong together, and no version is older than one that it has seen.
 */
class ConcurrentViewTest {
  private static final String JANE = "mgd_jane";
  private static final int VERSIONS = 20_000;

  /** So many different versions each reader must have seen, or it has not read meanwhile. */
  private static final int SEEN = 100;

  private static final int READERS = 3;

  private final SubjectView view = new SubjectView();
  private final EndedSessions ended = new EndedSessions();

  /** The sessions that have certainly ended. */
  private final AtomicInteger sessions = new AtomicInteger();

  private final CountDownLatch satisfied = new CountDownLatch(READERS);
  private final AtomicBoolean done = new AtomicBoolean();

  @Test
  void readersSeeWhatTheWriterWroteInItsOrder() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
      List<Future<?>> readers = new ArrayList<>();
      for (int reader = 0; reader < READERS; reader++) {
        readers.add(threads.submit(this::read));
      }
      try {
        for (int version = 1; version <= VERSIONS || satisfied.getCount() > 0; version++) {
          write(version);
          // A reader that has failed never has enough.
          if (readers.stream().anyMatch(Future::isDone)) {
            break;
          }
        }
      } finally {
        done.set(true);
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
  }

  /** Each odd version is active, each even one is not. */
  private void write(int version) {
    view.apply(new IdentityEvent.Updated(identity(version)));
    view.apply(new AccountEvent.Updated(account(version)));
    // An older state that comes late changes nothing.
    view.apply(new IdentityEvent.Updated(identity(Math.max(1, version - 3))));
    if (version % 100 == 0) {
      ended.apply(
          new EndedSession(
              "s" + version / 100, "acme", JANE, Instant.now(), Instant.now().plusSeconds(9)));
      sessions.set(version / 100);
    }
  }

  private static Identity identity(int version) {
    return SampleMember.identity(
        JANE,
        "acme",
        version,
        version % 2 == 1 ? IdentityStatus.ACTIVE : IdentityStatus.INACTIVE,
        Optional.of(Instant.ofEpochSecond(version)),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static Account account(int version) {
    return SampleMember.account(
        JANE,
        "acme",
        version,
        version % 2 == 1 ? AccountStatus.ACTIVE : AccountStatus.SUSPENDED,
        "jane-acme",
        version % 2 == 1 ? Role.WRITE : Role.READ,
        Instant.EPOCH);
  }

  private void read() {
    long identity = 0;
    long account = 0;
    int seen = 0;
    while (!done.get()) {
      int certain = sessions.get();
      assertThat(certain == 0 || ended.contains("s" + certain)).isTrue();
      Subject subject = view.subject(JANE).orElse(null);
      if (subject == null) {
        continue;
      }
      if (subject.identityVersion() > identity && ++seen == SEEN) {
        satisfied.countDown();
      }
      assertThat(subject.identityVersion()).isGreaterThanOrEqualTo(identity);
      assertThat(subject.accountVersion()).isGreaterThanOrEqualTo(account);
      identity = subject.identityVersion();
      account = subject.accountVersion();
      assertWhole(subject);
    }
  }

  private void assertWhole(Subject subject) {
    long identity = subject.identityVersion();
    long account = subject.accountVersion();
    assertThat(subject.identityStatus())
        .isEqualTo(identity % 2 == 1 ? IdentityStatus.ACTIVE : IdentityStatus.INACTIVE);
    assertThat(subject.sessionsNotBefore()).isEqualTo(Instant.ofEpochSecond(identity));
    // The writer applies an identity before its account.
    assertThat(account).isBetween(identity - 1, identity);
    if (account > 0) {
      assertThat(subject.role()).isEqualTo(account % 2 == 1 ? Role.WRITE : Role.READ);
      assertThat(subject.reflectedVersion()).isEqualTo(account);
      assertThat(view.isHandle("jane-acme")).isTrue();
    }
  }
}
