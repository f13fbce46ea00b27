package io.bailiwick.outbox;

import io.smallrye.mutiny.Uni;

/** What the topics of a service hold, as its database has it. */
public interface TopicState {
  /**
   * Puts the present state of every key of a topic into the outbox, in transactions of a bounded
   * size that lock what they put there.
   */
  Uni<Void> publishAgain(String topic);
}
