package io.bailiwick.worker;

import io.bailiwick.event.Topics;
import io.bailiwick.service.TopicPlan;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** The worker writes accounts, and reads identities and organizations. */
class WorkerTopics {
  @Produces
  @Singleton
  TopicPlan plan() {
    return new TopicPlan(
        List.of(TopicPlan.Owned.forEver(Topics.ACCOUNTS)),
        List.of(Topics.deadLetters(Topics.IDENTITIES), Topics.deadLetters(Topics.ORGANIZATIONS)),
        List.of(Topics.IDENTITIES, Topics.ORGANIZATIONS));
  }
}
