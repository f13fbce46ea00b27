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
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringSerializer;

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
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address(data)))) {
      return admin.listTopics().listings().get().stream()
          .filter(topic -> topic.name().startsWith("bailiwick."))
          .collect(Collectors.toMap(TopicListing::name, TopicListing::topicId));
    }
  }

  /** Writes a record that nobody can read. */
  static void sendGarbage(Path data, String topic, String key)
      throws IOException, InterruptedException, ExecutionException {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", address(data)),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, key, "garbage")).get();
    }
  }

  private static String address(Path data) throws IOException {
    Properties broker = new Properties();
    try (Reader properties = Files.newBufferedReader(data.resolve("kafka/server.properties"))) {
      broker.load(properties);
    }
    return broker.getProperty("advertised.listeners", "").replace("PLAINTEXT://", "");
  }
}
