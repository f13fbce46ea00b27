package io.bailiwick.gateway.scim.token;

import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.model.AuditEntry.Target;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The entries of SCIM tokens in the audit log, which name a token by its key id. */
@ApplicationScoped
class TokenAudit {
  private final Outbox outbox;

  TokenAudit(Outbox outbox) {
    this.outbox = outbox;
  }

  Uni<Void> created(IssuedToken token) {
    return tell("scim-token.created", token, Optional.empty(), Optional.of(State.of(token)));
  }

  Uni<Void> revoked(IssuedToken token) {
    return token.revokedAt().isPresent()
        ? Uni.createFrom().voidItem()
        : tell("scim-token.revoked", token, Optional.of(State.of(token)), Optional.empty());
  }

  /** Tells that tokens expire earlier, because another one takes their place. */
  Uni<Void> endedBy(List<IssuedToken> tokens, Instant end) {
    Uni<Void> told = Uni.createFrom().voidItem();
    for (IssuedToken token : tokens) {
      if (token.revokedAt().isEmpty()
          && token.expiresAt().filter(at -> !at.isAfter(end)).isEmpty()) {
        State before = State.of(token);
        State after = new State(before.leniency, before.required, Optional.of(end));
        told =
            told.chain(
                () -> tell("scim-token.updated", token, Optional.of(before), Optional.of(after)));
      }
    }
    return told;
  }

  private Uni<Void> tell(
      String action, IssuedToken token, Optional<State> before, Optional<State> after) {
    return outbox.audit(
        token.organization(), action, new Target("scim-token", token.keyId()), before, after);
  }

  private record State(Leniency leniency, List<String> required, Optional<Instant> expiresAt) {
    static State of(IssuedToken token) {
      return new State(
          token.leniency(), token.required().stream().sorted().toList(), token.expiresAt());
    }
  }
}
