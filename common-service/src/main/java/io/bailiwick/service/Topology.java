package io.bailiwick.service;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Prepares the topics on the broker. A start logs that it waits for Kafka, creates the topics that
 * the service owns, and gives up in one line after {@link KafkaSettings#patience}.
 */
@ApplicationScoped
public class Topology {
  private static final Logger LOG = Logger.getLogger(Topology.class);
  private static final int CALL_SECONDS = 5;
  private static final int PAUSE_MILLIS = 500;

  /** A parked record is as large as it was, and has two headers more. */
  private static final Map<String, String> PARKING =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_DELETE,
          TopicConfig.RETENTION_MS_CONFIG,
          Long.toString(TopicPlan.PARKED_FOR.toMillis()),
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          Integer.toString(2 * 1024 * 1024));

  private final TopicPlan plan;
  private final KafkaSettings settings;
  private final Config properties;
  private final Map<String, Object> clientConfig;

  Topology(
      TopicPlan plan,
      KafkaSettings settings,
      Config properties,
      @Identifier("default-kafka-broker") Map<String, Object> clientConfig) {
    this.plan = plan;
    this.settings = settings;
    this.properties = properties;
    this.clientConfig = clientConfig;
  }

  // INVARIANT: runs before the messaging channels open (they start at LIBRARY_BEFORE).
  void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event)
      throws InterruptedException {
    OffsetReset.requireEarliest(properties);
    Instant deadline = Instant.now().plus(settings.patience());
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put("request.timeout.ms", 3000);
    config.put("default.api.timeout.ms", 4000);
    try (Admin admin = Admin.create(config)) {
      String lastSaid = "";
      while (true) {
        String missing = prepare(admin);
        if (missing.isEmpty()) {
          missing = unguarded(config, admin);
        }
        if (missing.isEmpty()) {
          return;
        }
        if (!missing.equals(lastSaid)) {
          LOG.infof("Waiting: %s (%s)", missing, config.get("bootstrap.servers"));
          lastSaid = missing;
        }
        if (Instant.now().isAfter(deadline)) {
          throw new ConfigurationException(
              "Gave up after %s: %s. Check kafka.bootstrap.servers (%s)."
                  .formatted(settings.patience(), missing, config.get("bootstrap.servers")));
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  /** Returns the missing parts in words; empty if nothing is missing. */
  private String prepare(Admin admin) throws InterruptedException {
    try {
      Set<String> existing = admin.listTopics().names().get(CALL_SECONDS, TimeUnit.SECONDS);
      String failed = createOwned(admin, existing);
      if (!failed.isEmpty()) {
        return failed;
      }
      Set<String> wanted = new HashSet<>(plan.read());
      wanted.removeAll(existing);
      if (!wanted.isEmpty()) {
        return "topics are not there yet: " + wanted;
      }
      return "";
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Kafka is not ready", e);
      return "Kafka does not answer (" + cause(e) + ")";
    }
  }

  private String unguarded(Map<String, Object> config, Admin admin) throws InterruptedException {
    if (settings.openBroker()) {
      return "";
    }
    try {
      Optional<String> reason = BrokerGuard.whyOpen(config, admin);
      if (reason.isPresent()) {
        throw new ConfigurationException(
            "The Kafka broker is not safe: %s. On a machine of your own, set bailiwick.kafka.open-broker=true."
                .formatted(reason.get()));
      }
      return "";
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Kafka is not ready", e);
      return "Kafka does not answer (" + cause(e) + ")";
    }
  }

  private static String cause(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getClass().getSimpleName();
  }

  /** Creates the topics that are missing; returns those that cannot be created, with the reason. */
  private String createOwned(Admin admin, Set<String> existing)
      throws InterruptedException, TimeoutException {
    List<NewTopic> missing =
        Stream.of(
                Stream.concat(plan.owned().stream(), plan.shared().stream())
                    .map(owned -> topic(owned.name(), config(owned))),
                plan.parking().stream().map(name -> topic(name, PARKING)),
                plan.passing().stream().map(this::topic))
            .flatMap(topics -> topics)
            .filter(topic -> !existing.contains(topic.name()))
            .toList();
    Map<String, String> failed = new TreeMap<>();
    for (var created : admin.createTopics(missing).values().entrySet()) {
      try {
        created.getValue().get(CALL_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        // Another replica or service has created it meanwhile.
        if (!(e.getCause() instanceof TopicExistsException)) {
          failed.put(created.getKey(), cause(e));
        }
      }
    }
    return failed.isEmpty() ? "" : "topics cannot be created: " + failed;
  }

  private static Map<String, String> config(TopicPlan.Owned owned) {
    List<String> policy = new ArrayList<>();
    Map<String, String> config = new HashMap<>();
    if (owned.compacted()) {
      policy.add(TopicConfig.CLEANUP_POLICY_COMPACT);
    }
    owned
        .keptFor()
        .ifPresent(
            kept -> {
              policy.add(TopicConfig.CLEANUP_POLICY_DELETE);
              config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(kept.toMillis()));
            });
    config.put(TopicConfig.CLEANUP_POLICY_CONFIG, String.join(",", policy));
    return config;
  }

  private NewTopic topic(TopicPlan.Passing passing) {
    String keptFor = Long.toString(passing.keptFor().toMillis());
    // The broker's clock is the one that all records share. Only a closed segment can be deleted.
    return new NewTopic(passing.name(), 1, settings.replicas())
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                keptFor,
                TopicConfig.SEGMENT_MS_CONFIG,
                keptFor,
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime"));
  }

  private NewTopic topic(String name, Map<String, String> config) {
    return new NewTopic(name, settings.partitions(), settings.replicas()).configs(config);
  }

  /**
   * Returns the topics of this service that have never contained a record: new ones, or ones that
   * were lost and created again. Waits for the broker.
   *
   * @throws ExecutionException if the broker does not answer
   */
  public Set<String> empty() throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put("request.timeout.ms", 3000);
    config.put("default.api.timeout.ms", 4000);
    try (Admin admin = Admin.create(config)) {
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      admin
          .describeTopics(owned())
          .allTopicNames()
          .get(CALL_SECONDS, TimeUnit.SECONDS)
          .forEach(
              (name, topic) ->
                  topic
                      .partitions()
                      .forEach(
                          one ->
                              ends.put(
                                  new TopicPartition(name, one.partition()), OffsetSpec.latest())));
      Set<String> empty = new HashSet<>(owned());
      admin
          .listOffsets(ends)
          .all()
          .get(CALL_SECONDS, TimeUnit.SECONDS)
          .forEach(
              (partition, end) -> {
                if (end.offset() > 0) {
                  empty.remove(partition.topic());
                }
              });
      return empty;
    }
  }

  /** Returns the names of the topics that this service owns. */
  public List<String> owned() {
    return plan.owned().stream().map(TopicPlan.Owned::name).toList();
  }
}
