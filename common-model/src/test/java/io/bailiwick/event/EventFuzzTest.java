package io.bailiwick.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever stands on a topic, it is an event or there is a reason why not; and an event that was
 * read is the same when it is told again. The golden files are seeds too.
 */
class EventFuzzTest {

  static Stream<byte[]> golden() throws IOException {
    return GoldenEventsTest.goldenFiles().stream().map(EventFuzzTest::record);
  }

  private static byte[] record(Path file) {
    try {
      JsonNode golden = StrictJson.mapper().readTree(file.toFile());
      return "%s\n%s\n%s"
          .formatted(
              golden.at("/headers/ce_type").textValue(),
              golden.get("key").textValue(),
              golden.get("data"))
          .getBytes(UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A record as three lines: its type, its key and its data. */
  @FuzzTest(maxDuration = "1m")
  @MethodSource("golden")
  void event(byte[] record) {
    List<byte[]> lines =
        Stream.of(new String(record, ISO_8859_1).split("\n", 3))
            .map(line -> line.getBytes(ISO_8859_1))
            .toList();
    if (lines.size() < 3) {
      return;
    }
    Map<String, String> headers =
        Map.of("ce_specversion", "1.0", "ce_type", new String(lines.get(0), UTF_8));
    WireEvent wire = new WireEvent(new String(lines.get(1), UTF_8), headers, lines.get(2));
    switch (EventCodec.decode(wire)) {
      case Decoding.Unreadable unreadable -> assertThat(unreadable.why()).isNotEmpty();
      case Decoding.Read read ->
          assertThat(EventCodec.decode(EventCodec.encode(read.event(), "/fuzz"))).isEqualTo(read);
    }
  }
}
