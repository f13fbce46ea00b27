package io.bailiwick.outbox;

import io.smallrye.mutiny.Uni;

/** The state that the topics of a service hold, from its database. */
public interface TopicState {
  /**
   * Puts the present state of every key of a topic into the outbox, in transactions of limited size
   * that lock the rows of those keys.
   */
  Uni<Void> publishAgain(String topic);
}
