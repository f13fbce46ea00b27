package io.bailiwick.gateway.database;

import io.bailiwick.event.LifecycleEvent;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Revisions;
import io.smallrye.common.vertx.ContextLocals;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The changes that the running request has committed, from the events that it has put into the
 * outbox. So every answer can name them, whichever endpoint made them.
 *
 * <p>It knows a limited number of changes, because a walk through an organization makes thousands.
 */
public final class WrittenRevisions {
  private static final String KEY = WrittenRevisions.class.getName();

  private final Map<String, Revision> pending = new LinkedHashMap<>();
  private final Map<String, Revision> committed = new LinkedHashMap<>();
  private int transactions;
  private boolean roles;

  private WrittenRevisions() {}

  private static @Nullable WrittenRevisions known() {
    Context context = Vertx.currentContext();
    return context == null ? null : context.getLocal(KEY);
  }

  /** Notes that a transaction begins, perhaps within another one. */
  static void begin() {
    WrittenRevisions written = known();
    if (written == null) {
      written = new WrittenRevisions();
      ContextLocals.put(KEY, written);
    }
    written.transactions++;
  }

  /** Notes an event of the running transaction. */
  static void add(LifecycleEvent event) {
    WrittenRevisions written = known();
    if (written != null) {
      note(written.pending, event.revision());
    }
  }

  // INVARIANT: only the outermost transaction commits; a change of another one may be rolled back.
  /** Notes that a transaction has ended. */
  static void end(boolean commits) {
    WrittenRevisions written = known();
    if (written == null || --written.transactions > 0) {
      return;
    }
    if (commits) {
      written.pending.values().forEach(revision -> note(written.committed, revision));
    }
    written.pending.clear();
  }

  /** Notes a revision in place of an earlier one of the same thing; one too many says enough. */
  private static void note(Map<String, Revision> revisions, Revision revision) {
    if (revisions.size() <= Revisions.MOST) {
      revisions.put(revision.kind() + "/" + revision.id(), revision);
    }
  }

  /**
   * Notes that the running request is about roles or groups, even if it changes nothing. Enforcers
   * learn them from accounts, which the worker changes later.
   */
  public static void addRoles() {
    WrittenRevisions written = known();
    if (written != null) {
      written.roles = true;
    }
  }

  /** Returns whether the running request is about roles or groups. */
  public static boolean areRoles() {
    WrittenRevisions written = known();
    return written != null && written.roles;
  }

  /** Returns whether the running request has committed a change. */
  public static boolean isSomething() {
    WrittenRevisions written = known();
    return written != null && !written.committed.isEmpty();
  }

  /** Returns the revisions of the changes; empty if there are none or too many to list. */
  public static Optional<Revisions> revisions() {
    WrittenRevisions written = known();
    return written == null
            || written.committed.isEmpty()
            || written.committed.size() > Revisions.MOST
        ? Optional.empty()
        : Optional.of(new Revisions(List.copyOf(written.committed.values())));
  }
}
