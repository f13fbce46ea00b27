package io.bailiwick.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What others may put on a topic: an answer, never an exception. */
class UnreadableEventsTest {
  private static final WireEvent GOOD =
      EventCodec.encode(new Heartbeat(0, Instant.EPOCH, Optional.empty()), "/scim-gateway");

  @Test
  void anUnknownType() {
    assertThat(decode("ce_type", "io.bailiwick.identity.created.v2"))
        .isEqualTo(
            new Decoding.Unreadable("ce_type is not known: io.bailiwick.identity.created.v2"));
  }

  @Test
  void aNewerSchema() {
    assertThat(decode("ce_dataschema", "urn:bailiwick:schema:heartbeat:v2"))
        .isEqualTo(
            new Decoding.Unreadable(
                "ce_dataschema is not known: urn:bailiwick:schema:heartbeat:v2"));
  }

  @Test
  void anotherSpecVersion() {
    assertThat(decode("ce_specversion", "0.3")).isInstanceOf(Decoding.Unreadable.class);
  }

  @Test
  void noHeadersAtAll() {
    assertThat(EventCodec.decode(new WireEvent("k", Map.of(), new byte[0])))
        .isInstanceOf(Decoding.Unreadable.class);
  }

  @Test
  void brokenData() {
    for (String data : new String[] {"", "null", "[]", "{", "{}", "{\"partition\":\"x\"}"}) {
      WireEvent wire =
          new WireEvent(GOOD.key(), GOOD.headers(), data.getBytes(StandardCharsets.UTF_8));
      assertThat(EventCodec.decode(wire)).as(data).isInstanceOf(Decoding.Unreadable.class);
    }
  }

  @Test
  void aKeyThatIsNotTheId() {
    assertThat(EventCodec.decode(new WireEvent("other", GOOD.headers(), GOOD.data())))
        .isEqualTo(new Decoding.Unreadable("the record's key is not the id in its data"));
  }

  private static Decoding decode(String header, String value) {
    Map<String, String> headers = new TreeMap<>(GOOD.headers());
    headers.put(header, value);
    return EventCodec.decode(new WireEvent(GOOD.key(), headers, GOOD.data()));
  }
}
