package io.bailiwick.client;

import java.time.Instant;

/** The session or credential that acts; a managed account is denied without one. */
public sealed interface Acting {

  /**
   * A session of the gateway, proved by its access token. The enforcer verifies the token, so this
   * is the best form.
   */
  record Token(String token) implements Acting {
    /** Keeps the token out of logs. */
    @Override
    public String toString() {
      return "Token[hidden]";
    }
  }

  /** A session as the service knows it. */
  record Session(String id, String organization, Instant authenticatedAt) implements Acting {}

  /**
   * A personal token, SSH key or OAuth grant.
   *
   * @param session the session that created it
   */
  record Credential(String type, String id, Instant createdAt, Session session) implements Acting {}
}
