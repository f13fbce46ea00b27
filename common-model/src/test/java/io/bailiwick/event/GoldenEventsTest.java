package io.bailiwick.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The wire form that all services share: a file per event type, read and written unchanged. */
class GoldenEventsTest {

  static List<Path> goldenFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("goldenFiles")
  void isReadAndWrittenUnchanged(Path file) throws IOException {
    JsonNode golden = StrictJson.mapper().readTree(file.toFile());
    WireEvent wire = wire(golden);

    Decoding.Read read = (Decoding.Read) EventCodec.decode(wire);
    WireEvent again = EventCodec.encode(read.event(), wire.headers().getOrDefault("ce_source", ""));

    assertThat(again.key()).isEqualTo(wire.key());
    assertThat(again.headers()).isEqualTo(wire.headers());
    assertThat(new String(again.data(), StandardCharsets.UTF_8))
        .isEqualTo(golden.get("data").toString());
  }

  @ParameterizedTest
  @MethodSource("goldenFiles")
  void followsItsSchema(Path file) throws IOException {
    JsonNode golden = StrictJson.mapper().readTree(file.toFile());
    EventType type = EventType.named(golden.at("/headers/ce_type").textValue()).orElseThrow();
    try (InputStream schema =
        Objects.requireNonNull(EventType.class.getResourceAsStream(type.schemaResource()))) {
      assertThat(
              JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                  .getSchema(schema)
                  .validate(golden.get("data")))
          .isEmpty();
    }
  }

  @Test
  void everyEventTypeHasItsFile() throws IOException {
    assertThat(goldenFiles().stream().map(GoldenEventsTest::typeOf).collect(Collectors.toSet()))
        .isEqualTo(
            Arrays.stream(EventType.values()).map(EventType::wireName).collect(Collectors.toSet()));
  }

  private static String typeOf(Path file) {
    try {
      return StrictJson.mapper().readTree(file.toFile()).at("/headers/ce_type").textValue();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static WireEvent wire(JsonNode golden) {
    Map<String, String> headers = new TreeMap<>();
    golden.get("headers").properties().forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
    return new WireEvent(
        golden.get("key").textValue(), headers, StrictJson.write(golden.get("data")));
  }
}
