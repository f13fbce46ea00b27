package io.bailiwick.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A record as it stands on a topic, made of the golden files. */
public record Wire(String key, Map<String, String> headers, byte[] data) {

  /** A golden file, about an organization and an account of it. */
  public static Wire golden(String name, String organization, String id) {
    return file(name).withOrganization(organization).withId(id);
  }

  /** A version of an organization's settings. */
  public static Wire settings(String organization, int version, Consumer<ObjectNode> change) {
    return file("organization-created")
        .withId(organization)
        .with(state -> change.accept(state.put("version", version)));
  }

  private static Wire file(String name) {
    try (InputStream in =
        Objects.requireNonNull(Wire.class.getResourceAsStream("/golden/" + name + ".json"))) {
      JsonNode file = StrictJson.mapper().readTree(in);
      Map<String, String> headers = new TreeMap<>();
      file.get("headers").properties().forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
      return new Wire("", headers, StrictJson.write(file.get("data")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Wire withId(String id) {
    return new Wire(id, headers, data).with(state -> state.put("id", id));
  }

  Wire withOrganization(String organization) {
    return with(state -> state.put("organization", organization));
  }

  Wire withoutRoles() {
    return with(
        state -> {
          state.putArray("roles");
          state.remove("invitedRole");
          state.remove("signIn");
        });
  }

  Wire with(Consumer<ObjectNode> change) {
    try {
      ObjectNode state = (ObjectNode) StrictJson.mapper().readTree(data);
      change.accept(state);
      return new Wire(key, headers, StrictJson.write(state));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public void send(String topic) {
    sendAll(topic, List.of(this));
  }

  static void sendAll(String topic, List<Wire> wires) {
    sendRecords(wires.stream().map(wire -> wire.on(topic)).toList());
  }

  static void sendRecords(List<ProducerRecord<String, byte[]>> records) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", WorkerServers.running().kafka().bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (ProducerRecord<String, byte[]> record : records) {
        producer.send(record).get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  ProducerRecord<String, byte[]> on(String topic) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, data);
    headers.forEach(
        (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return record;
  }
}
