package io.bailiwick.gateway.enforcement;

import io.bailiwick.gateway.database.WrittenRevisions;

/** The roles that the running request may change, and that accounts get later. */
public final class LaterRoles {
  private LaterRoles() {}

  /** Notes in a transaction that the answer cannot tell when the enforcers know the roles. */
  public static void expect() {
    WrittenRevisions.addRoles();
  }
}
