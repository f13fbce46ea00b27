package io.bailiwick.enforcer.check;

import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import java.time.Instant;

/** A check that was asked, and when. */
record SampledCheck(CheckRequest request, Instant at) {
  private static final int LONGEST = 1000;

  /** Returns whether a request is short enough to be kept; a resource can have any id. */
  static boolean isShort(CheckRequest request) {
    CheckRequest.Resource resource = request.resource();
    long length =
        (long) request.subject().length()
            + request.action().length()
            + resource.type().length()
            + resource.id().length()
            + resource.resourceGroup().map(String::length).orElse(0)
            + resource.createdBy().map(String::length).orElse(0)
            + resource
                .destination()
                .flatMap(Destination::resourceGroup)
                .map(String::length)
                .orElse(0)
            + resource.namespaces().stream().mapToInt(String::length).sum()
            + request.session().map(session -> session.id().length()).orElse(0);
    return length <= LONGEST && resource.scopes().size() <= LONGEST / 10;
  }
}
