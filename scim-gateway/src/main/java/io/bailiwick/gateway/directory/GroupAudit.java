package io.bailiwick.gateway.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.directory.rules.StoredGroup;
import io.bailiwick.model.AuditEntry.Target;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * The entries of groups in the audit log. Members who come and go are in entries of the group, not
 * of each person; an entry names at most {@link #MOST} of them.
 */
@ApplicationScoped
class GroupAudit {
  static final int MOST = 1_000;

  private final Outbox outbox;

  GroupAudit(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Tells a change of attributes in the running transaction. */
  Uni<Void> tell(Optional<StoredGroup> before, Optional<StoredGroup> after) {
    StoredGroup group = after.or(() -> before).orElseThrow();
    String action =
        before.isEmpty() ? "group.created" : after.isPresent() ? "group.updated" : "group.deleted";
    return outbox.audit(
        group.organization(), action, target(group), before.map(State::of), after.map(State::of));
  }

  /** Tells which members have come and gone. */
  Uni<Void> tellMembers(StoredGroup group, List<String> come, List<String> go) {
    return tellMembers(group.organization(), target(group), "group.members-changed", come, go);
  }

  /** Tells which members of a SCIM group or a resource group have come and gone. */
  Uni<Void> tellMembers(
      String organization, Target target, String action, List<String> come, List<String> go) {
    Uni<Void> told = Uni.createFrom().voidItem();
    for (int from = 0; from < Math.max(come.size(), go.size()); from += MOST) {
      Members gone = new Members(some(go, from));
      Members joined = new Members(some(come, from));
      told =
          told.chain(
              () ->
                  outbox.audit(
                      organization, action, target, Optional.of(gone), Optional.of(joined)));
    }
    return told;
  }

  private static List<String> some(List<String> ids, int from) {
    return ids.subList(Math.min(from, ids.size()), Math.min(from + MOST, ids.size()));
  }

  private static Target target(StoredGroup group) {
    return new Target("group", group.id());
  }

  private record State(ObjectNode resource) {
    static State of(StoredGroup group) {
      return new State(group.resource());
    }
  }

  private record Members(List<String> members) {}
}
