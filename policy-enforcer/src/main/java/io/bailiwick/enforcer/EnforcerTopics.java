package io.bailiwick.enforcer;

import io.bailiwick.enforcer.settings.DecisionLogSettings;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.event.Topics;
import io.bailiwick.service.TopicPlan;
import io.bailiwick.service.TopicPlan.Owned;
import io.bailiwick.service.TopicPlan.Passing;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * The topics of the enforcer: it reads the state of the others, writes its decisions, and announces
 * itself on a topic that the gateway reads. The first of the two services to start creates that
 * topic.
 */
class EnforcerTopics {
  private static final Duration LOG_KEPT_FOR = Duration.ofDays(30);

  @Produces
  @Singleton
  TopicPlan plan(EnforcerSettings settings, DecisionLogSettings log) {
    return new TopicPlan(
        log.enabled() ? List.of(Owned.every(Topics.DECISIONS, LOG_KEPT_FOR)) : List.of(),
        List.of(),
        List.of(Passing.ofEnforcers(settings.denyAfter())),
        List.of(Topics.IDENTITIES, Topics.ACCOUNTS, Topics.ORGANIZATIONS, Topics.SESSIONS));
  }
}
