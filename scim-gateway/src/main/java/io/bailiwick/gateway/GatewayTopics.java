package io.bailiwick.gateway;

import io.bailiwick.event.Topics;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.service.TopicPlan;
import io.bailiwick.service.TopicPlan.Owned;
import io.bailiwick.service.TopicPlan.Passing;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * The gateway's topics. It writes identities, organizations, sessions and audit entries, and reads
 * accounts for their handles. It creates the topic on which enforcers announce themselves, and
 * reads it.
 */
class GatewayTopics {
  private static final Duration LONGER_THAN_A_SESSION = Duration.ofDays(91);

  @Produces
  @Singleton
  TopicPlan plan(GatewaySettings settings) {
    return new TopicPlan(
        List.of(
            Owned.forEver(Topics.IDENTITIES),
            Owned.forEver(Topics.ORGANIZATIONS),
            Owned.newest(Topics.SESSIONS, LONGER_THAN_A_SESSION)),
        List.of(),
        List.of(Passing.ofEnforcers(settings.maxDenyAfter())),
        List.of(Owned.audit()),
        List.of());
  }
}
