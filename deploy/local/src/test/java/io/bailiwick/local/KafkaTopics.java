package io.bailiwick.local;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
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

  /** Returns the records of a key that are committed, in their order. */
  static List<Place> records(Path data, String topic, String key) throws IOException {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", address(data), "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(one -> new TopicPartition(topic, one.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<Place> places = new ArrayList<>();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<String, String> found : consumer.poll(Duration.ofMillis(200))) {
          if (key.equals(found.key())) {
            places.add(Place.of(found));
          }
        }
      }
      return places;
    }
  }

  /** Returns the offset from which a group would go on; 0 if it has committed none. */
  static long committed(Path data, String group, TopicPartition partition)
      throws IOException, InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address(data)))) {
      OffsetAndMetadata committed =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get()
              .get(partition);
      return committed == null ? 0 : committed.offset();
    }
  }

  /** Removes the members of groups; those that live join again at once. */
  static void forgetMembers(Path data, List<String> groups)
      throws IOException, InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address(data)))) {
      for (String group : groups) {
        admin
            .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
            .all()
            .get();
      }
    }
  }

  /**
   * The place of a record.
   *
   * @param version of the state that the record carries
   */
  record Place(TopicPartition partition, long offset, long version) {
    private static Place of(ConsumerRecord<String, String> found) {
      String id = new String(found.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
      return new Place(
          new TopicPartition(found.topic(), found.partition()),
          found.offset(),
          Long.parseLong(id.substring(id.lastIndexOf('/') + 1)));
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
