package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.bailiwick.check.Caller;
import java.io.IOException;

/** What an enforcer says about its projection; its health has other checks beside. */
final class ProjectionHealth {
  private ProjectionHealth() {}

  /** Returns a member of the data; missing if the enforcer does not say it. */
  static JsonNode data(LocalState state, String member) throws IOException, InterruptedException {
    Caller enforcer = Caller.json(state.management("policy-enforcer"), state.serviceToken());
    for (JsonNode check : enforcer.get("/q/health/ready").body().path("checks")) {
      if (check.path("name").asText().equals("projection")) {
        return check.path("data").path(member);
      }
    }
    return MissingNode.getInstance();
  }
}
