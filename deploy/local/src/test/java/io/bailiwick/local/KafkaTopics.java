package io.bailiwick.local;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.Uuid;

/** The topics of the running broker. */
final class KafkaTopics {
  private KafkaTopics() {}

  /**
   * Name to id. A topic that was lost gets another id when its writer creates it again, even if it
   * publishes everything anew.
   *
   * @param data of the system
   */
  static Map<String, Uuid> ids(Path data)
      throws IOException, InterruptedException, ExecutionException {
    Properties broker = new Properties();
    try (Reader properties = Files.newBufferedReader(data.resolve("kafka/server.properties"))) {
      broker.load(properties);
    }
    String address = broker.getProperty("advertised.listeners", "").replace("PLAINTEXT://", "");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      return admin.listTopics().listings().get().stream()
          .filter(topic -> topic.name().startsWith("bailiwick."))
          .collect(Collectors.toMap(TopicListing::name, TopicListing::topicId));
    }
  }
}
