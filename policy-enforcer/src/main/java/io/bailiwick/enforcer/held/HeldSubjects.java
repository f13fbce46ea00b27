package io.bailiwick.enforcer.held;

import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.enforcer.projection.SubjectView;
import io.bailiwick.model.StateKind;
import io.bailiwick.service.HeldState;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Set;

/**
 * The versions of the identities and accounts in memory, by a pass over all subjects on a worker
 * thread. A record that could not be read counts as version 0, because its state is not known.
 */
@Singleton
class HeldSubjects implements HeldState {
  private final SubjectView view;

  HeldSubjects(SubjectView view) {
    this.view = view;
  }

  @Override
  public Set<StateKind> kinds() {
    return EnumSet.allOf(StateKind.class);
  }

  @Override
  public Uni<Boolean> each(String organization, Seen seen) {
    return Uni.createFrom()
        .item(
            () -> {
              for (String id : view.subjects()) {
                view.subject(id)
                    .filter(subject -> subject.organization().equals(organization))
                    .ifPresent(subject -> tell(subject, seen));
              }
              return true;
            })
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private static void tell(Subject subject, Seen seen) {
    if (subject.identityVersion() > 0 || subject.identityUnreadable()) {
      seen.held(
          StateKind.IDENTITIES,
          subject.id(),
          subject.identityUnreadable() ? 0 : subject.identityVersion());
    }
    if (subject.accountVersion() > 0 || subject.accountUnreadable()) {
      seen.held(
          StateKind.ACCOUNTS,
          subject.id(),
          subject.accountUnreadable() ? 0 : subject.accountVersion());
    }
  }
}
