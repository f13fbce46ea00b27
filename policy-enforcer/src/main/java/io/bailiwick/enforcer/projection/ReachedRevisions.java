package io.bailiwick.enforcer.projection;

import io.bailiwick.model.Revision;
import io.bailiwick.model.Revisions;
import jakarta.inject.Singleton;

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

  /** Returns whether the projection includes all changes of a write. */
  public boolean include(Revisions revisions) {
    for (Revision revision : revisions.all()) {
      if (!includes(revision)) {
        return false;
      }
    }
    return true;
  }

  private boolean includes(Revision revision) {
    return switch (revision.kind()) {
      case IDENTITY, ACCOUNT, ORGANIZATION -> view.hasReached(revision);
      case SESSION -> sessions.contains(revision.id());
      case MOMENT -> progress.gatewayAsOf().isAfter(revision.moment());
    };
  }
}
