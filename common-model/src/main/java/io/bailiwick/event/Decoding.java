package io.bailiwick.event;

/** The result of reading a record: an event, or the reason why it cannot be read. */
public sealed interface Decoding {

  record Read(Event event) implements Decoding {}

  /**
   * An unknown type, a newer schema, or broken data.
   *
   * @param why names the header or member at fault and repeats no personal data
   */
  record Unreadable(String why) implements Decoding {}
}
