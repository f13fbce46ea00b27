package io.bailiwick.worker;

import io.bailiwick.event.Topics;
import io.bailiwick.service.TopicPlan;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/**
 * The topics of the worker: it writes accounts and audit entries, and reads identities,
 * organizations and the audit entries of all services.
 */
class WorkerTopics {
  private static final List<String> READ = List.of(Topics.IDENTITIES, Topics.ORGANIZATIONS);

  @Produces
  @Singleton
  TopicPlan plan() {
    return new TopicPlan(
        List.of(TopicPlan.Owned.forEver(Topics.ACCOUNTS)),
        Stream.concat(READ.stream(), Stream.of(Topics.AUDIT))
            .flatMap(topic -> Stream.of(Topics.deadLetters(topic), Topics.retries(topic)))
            .toList(),
        List.of(),
        List.of(TopicPlan.Owned.audit()),
        READ);
  }
}
