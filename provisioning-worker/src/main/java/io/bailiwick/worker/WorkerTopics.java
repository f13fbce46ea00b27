package io.bailiwick.worker;

import io.bailiwick.event.Topics;
import io.bailiwick.service.TopicPlan;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/** The topics of the worker: it writes accounts, and reads identities and organizations. */
class WorkerTopics {
  private static final List<String> READ = List.of(Topics.IDENTITIES, Topics.ORGANIZATIONS);

  @Produces
  @Singleton
  TopicPlan plan() {
    return new TopicPlan(
        List.of(TopicPlan.Owned.forEver(Topics.ACCOUNTS)),
        READ.stream()
            .flatMap(topic -> Stream.of(Topics.deadLetters(topic), Topics.retries(topic)))
            .toList(),
        READ);
  }
}
