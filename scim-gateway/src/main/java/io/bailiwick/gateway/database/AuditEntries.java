package io.bailiwick.gateway.database;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.bailiwick.audit.AuditChanges;
import io.bailiwick.event.LifecycleEvent;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.model.AuditEntry.Actor;
import io.bailiwick.model.AuditEntry.Change;
import io.bailiwick.model.AuditEntry.Target;
import io.bailiwick.outbox.StoredTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Creates the entries of the audit log for changes of the running request. */
@ApplicationScoped
class AuditEntries {
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  /** The members of a state that an entry has anyway, or that say nothing new. */
  private static final Set<String> NOT_COMPARED =
      Set.of("id", "organization", "version", "createdAt", "changedAt");

  private final Actors actors;

  AuditEntries(Actors actors) {
    this.actors = actors;
  }

  /** Returns the entry of a change that has an event; the event names the target. */
  AuditEntry of(
      LifecycleEvent event, Optional<?> before, Optional<?> after, Optional<String> trace) {
    // io.bailiwick.identity.created.v1
    String[] name = event.type().wireName().split("\\.", -1);
    return of(
            event.organization(),
            name[2] + "." + name[3],
            new Target(name[2], event.key()),
            AuditChanges.between(compared(before), compared(after)),
            trace)
        .withVersion(event.version());
  }

  /** Returns the entry of a change. */
  AuditEntry of(
      String organization,
      String action,
      Target target,
      List<Change> changes,
      Optional<String> trace) {
    return entry(actors.current(), organization, action, target, changes, trace);
  }

  /** Returns the entry of a change that this service makes by itself, whatever request runs. */
  AuditEntry ofService(String organization, String action, Target target, List<Change> changes) {
    return entry(actors.service(), organization, action, target, changes, Optional.empty());
  }

  private static AuditEntry entry(
      Actor actor,
      String organization,
      String action,
      Target target,
      List<Change> changes,
      Optional<String> trace) {
    return new AuditEntry(
        IDS.generate().toString(),
        organization,
        StoredTime.now(),
        actor,
        action,
        target,
        Optional.empty(),
        changes,
        Optional.empty(),
        trace);
  }

  private static Optional<ObjectNode> compared(Optional<?> state) {
    return state.map(
        value -> StrictJson.mapper().<ObjectNode>valueToTree(value).without(NOT_COMPARED));
  }
}
