package io.bailiwick.worker.database;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.model.AuditEntry.Actor;
import io.bailiwick.model.AuditEntry.Change;
import io.bailiwick.model.AuditEntry.Kind;
import io.bailiwick.model.AuditEntry.Target;
import io.bailiwick.outbox.StoredTime;
import io.bailiwick.outbox.TraceContext;
import io.quarkus.security.identity.SecurityIdentity;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * The author of the changes that a request makes itself, for their entries in the audit log. Such
 * changes belong to the platform as a whole.
 *
 * @param traceparent the W3C trace context of the request
 */
public record Author(Actor actor, Optional<String> traceparent) {
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  /** Returns the author of a request by its token, and by its header {@code traceparent}. */
  public static Author of(SecurityIdentity caller, @Nullable String traceparent) {
    Optional<String> issuer =
        caller.getPrincipal() instanceof JsonWebToken token
            ? Optional.ofNullable(token.getIssuer())
            : Optional.empty();
    return new Author(
        new Actor(Kind.OPERATOR, caller.getPrincipal().getName(), issuer),
        TraceContext.of(traceparent));
  }

  /** Returns the entry of a change that this author makes now. */
  public AuditEntry entry(String action, Target target, List<Change> changes) {
    return new AuditEntry(
        IDS.generate().toString(),
        AuditEntry.PLATFORM,
        StoredTime.now(),
        actor,
        action,
        target,
        Optional.empty(),
        changes,
        Optional.empty(),
        traceparent);
  }
}
