package io.bailiwick.enforcer.session;

import io.bailiwick.enforcer.decision.CheckRequest.Session;
import java.util.Optional;

/**
 * The result of examining a token.
 *
 * @param session the session; empty if the token is not one of the gateway's
 * @param flaw the data that the caller must send instead, if there is no session
 * @param unknown whether it could not be examined: its key did not arrive in time
 */
public record ShownSession(Optional<Session> session, Optional<String> flaw, boolean unknown) {
  static final ShownSession UNKNOWN = new ShownSession(Optional.empty(), Optional.empty(), true);

  static ShownSession of(Session session) {
    return new ShownSession(Optional.of(session), Optional.empty(), false);
  }

  static ShownSession none(String instead) {
    return new ShownSession(
        Optional.empty(), Optional.of("context.session.token: " + instead), false);
  }
}
