package io.bailiwick.worker;

import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.Identity;

/** An identity event as it came in. */
public record ReceivedIdentity(IdentityEvent event, WireEvent wire) {
  public Identity identity() {
    return event.identity();
  }
}
