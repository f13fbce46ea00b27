package io.bailiwick.enforcer.revocations;

import java.util.Optional;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Consumer;

/**
 * The lines of an event stream (HTML Living Standard, server-sent events) as data and ids. The name
 * of the event does not matter: the feed has one kind.
 */
final class FeedLines implements Subscriber<String> {
  private final Consumer<String> data;
  private final StringBuilder collected = new StringBuilder();
  private String id = "";
  private volatile Optional<String> lastId;
  private volatile long heardAt = System.nanoTime();

  /**
   * Creates the lines of one connection.
   *
   * @param lastId the id with which the connection begins
   * @param data receives the data of each event
   */
  FeedLines(Optional<String> lastId, Consumer<String> data) {
    this.lastId = lastId;
    this.data = data;
  }

  /** Returns the id of the last event that was received as a whole. */
  Optional<String> lastId() {
    return lastId;
  }

  /** Returns the time since the last line. */
  long silentForNanos() {
    return System.nanoTime() - heardAt;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    heardAt = System.nanoTime();
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(String line) {
    heardAt = System.nanoTime();
    if (line.isEmpty()) {
      dispatch();
    } else if (line.startsWith("data:")) {
      collected.append(value(line));
    } else if (line.startsWith("id:")) {
      id = value(line);
    }
  }

  // INVARIANT: first the event, then its id. After a failure in between it comes once more.
  private void dispatch() {
    if (!collected.isEmpty()) {
      String event = collected.toString();
      collected.setLength(0);
      data.accept(event);
    }
    if (!id.isEmpty()) {
      lastId = Optional.of(id);
    }
  }

  private static String value(String line) {
    String value = line.substring(line.indexOf(':') + 1);
    return value.startsWith(" ") ? value.substring(1) : value;
  }

  @Override
  public void onError(Throwable failure) {
    // The exchange fails with it.
  }

  @Override
  public void onComplete() {
    // The exchange ends.
  }
}
