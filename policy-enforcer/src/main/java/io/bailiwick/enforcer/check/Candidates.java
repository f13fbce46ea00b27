package io.bailiwick.enforcer.check;

import io.bailiwick.enforcer.decision.CheckRequest.Session;
import io.bailiwick.enforcer.decision.Policy;
import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.enforcer.projection.Progress;
import io.bailiwick.enforcer.projection.SubjectView;
import io.bailiwick.model.Organization;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a search goes through: everything of a kind that the enforcer knows, in no order. */
@Singleton
public class Candidates {
  private final SubjectView view;
  private final Policy policy;
  private final Progress progress;

  Candidates(SubjectView view, Policy policy, Progress progress) {
    this.view = view;
    this.policy = policy;
    this.progress = progress;
  }

  /** Returns whether everything is known; before, a search would find too little. */
  public boolean areComplete() {
    return progress.isReady();
  }

  /** Returns the ids of the managed accounts. */
  public Iterable<String> accounts() {
    return view.subjects();
  }

  /** Returns the ids of the managed organizations. */
  public Iterable<String> organizations() {
    return view.organizations();
  }

  /**
   * Returns the resource groups of a subject's organization, as {@code acme/research}; for a
   * break-glass account those of the organizations that are open to it.
   */
  public Iterable<String> resourceGroups(String subject) {
    List<Organization> its =
        view.subject(subject)
            .flatMap(known -> view.organization(known.organization()))
            .map(List::of)
            .orElseGet(() -> view.openTo(subject, Instant.now()));
    List<String> ids = new ArrayList<>();
    for (Organization one : its) {
      one.resourceGroups().forEach(group -> ids.add(one.id() + "/" + group.name()));
    }
    return ids;
  }

  /** Returns the names of the actions. */
  public Iterable<String> actions() {
    return policy.actions();
  }

  /** Returns the session that an account would have if it signed in now; empty if it is unknown. */
  public Optional<Session> assumedSession(String account) {
    return view.subject(account)
        .map(Subject::organization)
        .map(organization -> Session.told("assumed", organization, Instant.now()));
  }
}
