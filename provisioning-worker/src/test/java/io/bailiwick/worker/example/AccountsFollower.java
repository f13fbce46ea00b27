package io.bailiwick.worker.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Materialises managed accounts in the platform's own database.
 *
 * <p>Four rules make it right whatever happens: it begins with the oldest record, it reads
 * committed records only, it applies a record only if its version is newer, and it commits the
 * offset after its database. So a crash, a replay or a duplicate changes nothing.
 */
final class AccountsFollower implements AutoCloseable {
  private static final String TOPIC = "bailiwick.accounts.v1";

  private static final String APPLY =
      """
      insert into platform_account (id, version, handle, status, role, grants, content_due_at)
      values (?, ?, ?, ?, ?, ?::jsonb, ?::timestamptz)
      on conflict (id) do update
         set version = excluded.version, handle = excluded.handle, status = excluded.status,
             role = excluded.role, grants = excluded.grants,
             content_due_at = excluded.content_due_at
       where platform_account.version < excluded.version
      """;

  private final ObjectMapper json = new ObjectMapper();
  private final KafkaConsumer<String, byte[]> consumer;
  private final Connection database;

  /**
   * Creates a follower.
   *
   * @param kafka the consumer's own properties: the brokers, the group, the credentials
   * @param database a connection without auto-commit
   */
  AccountsFollower(Map<String, Object> kafka, Connection database) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put("auto.offset.reset", "earliest");
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", false);
    this.consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    this.consumer.subscribe(List.of(TOPIC));
    this.database = database;
  }

  /** Applies the next records, if there are any within a while. */
  void follow(Duration patience) throws SQLException, IOException {
    ConsumerRecords<String, byte[]> records = consumer.poll(patience);
    try (PreparedStatement apply = database.prepareStatement(APPLY)) {
      for (ConsumerRecord<String, byte[]> record : records) {
        // Once a second a heartbeat shows that the topic is alive; it is no account.
        if (type(record).startsWith("io.bailiwick.account.")) {
          apply(apply, json.readTree(record.value()));
        }
      }
      apply.executeBatch();
    }
    database.commit();
    consumer.commitSync();
  }

  private static void apply(PreparedStatement apply, JsonNode account) throws SQLException {
    apply.setString(1, account.path("id").textValue());
    apply.setLong(2, account.path("version").longValue());
    apply.setString(3, account.path("handle").textValue());
    apply.setString(4, account.path("status").textValue());
    apply.setString(5, account.path("role").textValue());
    apply.setString(6, account.path("grants").toString());
    // From then on the platform transfers or deletes the content, as departure.content says. It is
    // absent while nothing is due: always for RETAIN, and while the deletion is held.
    apply.setString(7, account.path("departure").path("contentDueAt").textValue());
    apply.addBatch();
  }

  private static String type(ConsumerRecord<String, byte[]> record) {
    @Nullable Header type = record.headers().lastHeader("ce_type");
    return type == null ? "" : new String(type.value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
