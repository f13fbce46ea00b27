package io.bailiwick.worker;

import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.Identity;

/** An identity event as it came in. */
public record ReceivedIdentity(IdentityEvent event, WireEvent wire) {
  public Identity identity() {
    return event.identity();
  }

  /**
   * The version of the organization's settings that it came about under; 0 where it is not said.
   */
  long organizationVersion() {
    String version = wire.headers().getOrDefault(WireEvent.ORGANIZATION_VERSION, "0");
    return version.matches("[0-9]{1,15}") ? Long.parseLong(version) : 0;
  }
}
