package io.bailiwick.enforcer.session;

import io.bailiwick.enforcer.decision.CheckRequest.Session;
import java.util.Optional;

/**
 * A token, looked at.
 *
 * @param session empty when the token is none of the gateway's
 * @param flaw what the caller must send instead, where it is none
 */
public record ShownSession(Optional<Session> session, Optional<String> flaw) {

  static ShownSession of(Session session) {
    return new ShownSession(Optional.of(session), Optional.empty());
  }

  static ShownSession none(String instead) {
    return new ShownSession(Optional.empty(), Optional.of("context.session.token: " + instead));
  }
}
