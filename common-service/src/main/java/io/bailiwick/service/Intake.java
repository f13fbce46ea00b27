package io.bailiwick.service;

import io.bailiwick.event.Decoding;
import io.bailiwick.event.Event;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Heartbeat;
import io.bailiwick.event.WireEvent;

/** The meaning of a topic's record to a consumer of one kind of event. */
public sealed interface Intake<E extends Event> {

  record Wanted<E extends Event>(E event, WireEvent wire) implements Intake<E> {}

  /** A heartbeat, which needs no processing. */
  record Passed<E extends Event>() implements Intake<E> {}

  /** A record that can never be processed. */
  record Poison<E extends Event>(WireEvent wire, String reason) implements Intake<E> {}

  static <E extends Event> Intake<E> of(WireEvent wire, Class<E> kind) {
    return switch (EventCodec.decode(wire)) {
      case Decoding.Unreadable unreadable -> new Poison<>(wire, unreadable.why());
      case Decoding.Read read when kind.isInstance(read.event()) ->
          new Wanted<>(kind.cast(read.event()), wire);
      case Decoding.Read read when read.event() instanceof Heartbeat -> new Passed<>();
      case Decoding.Read _ -> new Poison<>(wire, "an event of another topic");
    };
  }
}
