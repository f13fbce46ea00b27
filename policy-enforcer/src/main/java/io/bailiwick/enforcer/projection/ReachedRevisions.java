package io.bailiwick.enforcer.projection;

import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Revisions;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The revisions that the projection has reached: of its subjects, sessions and heartbeats. */
@Singleton
public class ReachedRevisions {
  private final SubjectView view;
  private final EndedSessions sessions;
  private final Progress progress;

  ReachedRevisions(SubjectView view, EndedSessions sessions, Progress progress) {
    this.view = view;
    this.sessions = sessions;
    this.progress = progress;
  }

  /**
   * Returns whether decisions about an account include all changes of a write. Its role is the
   * worker's, so it has to follow too.
   */
  public boolean include(Revisions revisions, String account) {
    Optional<Subject> subject = view.subject(account);
    for (Revision revision : revisions.all()) {
      if (!includes(revision) || subject.filter(one -> !one.hasFollowed(revision)).isPresent()) {
        return false;
      }
    }
    return true;
  }

  private boolean includes(Revision revision) {
    return switch (revision.kind()) {
      case IDENTITY, RECORD, ACCOUNT, ORGANIZATION -> view.hasReached(revision);
      case SESSION -> sessions.contains(revision.id());
      case MOMENT -> progress.gatewayAsOf().isAfter(revision.moment());
    };
  }
}
