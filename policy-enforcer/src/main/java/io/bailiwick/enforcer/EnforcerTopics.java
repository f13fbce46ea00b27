package io.bailiwick.enforcer;

import io.bailiwick.event.Topics;
import io.bailiwick.service.TopicPlan;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** The topics of the enforcer: it reads all and writes none. */
class EnforcerTopics {
  @Produces
  @Singleton
  TopicPlan plan() {
    return new TopicPlan(
        List.of(),
        List.of(),
        List.of(Topics.IDENTITIES, Topics.ACCOUNTS, Topics.ORGANIZATIONS, Topics.SESSIONS));
  }
}
