package io.bailiwick.gateway.revocations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A message of the feed.
 *
 * @param id the position after it; empty in the middle of a round
 * @param event the event as JSON; empty for a sign of life
 */
record Message(Optional<String> id, Optional<String> event) {
  private static final String ATTRIBUTE = "ce_";

  static Message alive(String id) {
    return new Message(Optional.of(id), Optional.empty());
  }

  static Message of(String event) {
    return new Message(Optional.empty(), Optional.of(event));
  }

  /** Returns a copy that ends a round. */
  Message at(String position) {
    return new Message(Optional.of(position), event);
  }

  /** Returns an event of the outbox in the structured JSON form of CloudEvents 1.0. */
  static String structured(byte[] headers, byte[] payload) throws BadJson {
    ObjectNode event = StrictJson.mapper().createObjectNode();
    StrictJson.object(headers)
        .properties()
        .forEach(
            header ->
                event.set(
                    header.getKey().equals("content-type")
                        ? "datacontenttype"
                        : header.getKey().startsWith(ATTRIBUTE)
                            ? header.getKey().substring(ATTRIBUTE.length())
                            : header.getKey(),
                    header.getValue()));
    event.set("data", StrictJson.object(payload));
    return new String(StrictJson.write(event), StandardCharsets.UTF_8);
  }
}
