package io.bailiwick.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** asyncapi.yaml describes the topics and types that there are, with the schemas that there are. */
class AsyncApiTest {

  @Test
  void namesEveryTopicTypeAndSchema() throws IOException {
    JsonNode document;
    try (InputStream in = resource("/asyncapi.yaml")) {
      document = new YAMLMapper().readTree(in);
    }
    Set<String> addresses = new TreeSet<>();
    document.get("channels").forEach(channel -> addresses.add(channel.get("address").textValue()));
    assertThat(addresses)
        .containsExactlyInAnyOrder(
            Topics.IDENTITIES,
            Topics.ACCOUNTS,
            Topics.ORGANIZATIONS,
            Topics.SESSIONS,
            Topics.ENFORCERS,
            Topics.DECISIONS,
            Topics.AUDIT,
            Topics.deadLetters(Topics.IDENTITIES),
            Topics.deadLetters(Topics.ORGANIZATIONS),
            Topics.deadLetters(Topics.AUDIT),
            Topics.retries(Topics.IDENTITIES),
            Topics.retries(Topics.ORGANIZATIONS),
            Topics.retries(Topics.AUDIT));
    Set<String> types = new TreeSet<>();
    for (JsonNode message : document.at("/components/messages")) {
      types.add(message.get("name").textValue());
      try (InputStream schema = resource("/" + message.at("/payload/$ref").textValue())) {
        assertThat(schema).isNotEmpty();
      }
    }
    assertThat(types)
        .isEqualTo(
            Arrays.stream(EventType.values()).map(EventType::wireName).collect(Collectors.toSet()));
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(AsyncApiTest.class.getResourceAsStream(name), name);
  }
}
