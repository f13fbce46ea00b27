package io.bailiwick.gateway;

import io.bailiwick.event.Topics;
import io.bailiwick.service.TopicPlan;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** The gateway writes identities and organizations and reads nothing. */
class GatewayTopics {
  @Produces
  @Singleton
  TopicPlan plan() {
    return new TopicPlan(List.of(Topics.IDENTITIES, Topics.ORGANIZATIONS), List.of(), List.of());
  }
}
