package io.bailiwick.worker.accounts;

import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.Identity;

/** An identity event with the record that carried it. */
public record ReceivedIdentity(IdentityEvent event, WireEvent wire) {
  public Identity identity() {
    return event.identity();
  }

  /**
   * Returns the version of the organization's settings under which the event was created; 0 if
   * unknown.
   */
  long organizationVersion() {
    String version = wire.headers().getOrDefault(WireEvent.ORGANIZATION_VERSION, "0");
    return version.matches("[0-9]{1,15}") ? Long.parseLong(version) : 0;
  }
}
