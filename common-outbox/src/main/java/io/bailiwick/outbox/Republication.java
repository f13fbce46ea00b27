package io.bailiwick.outbox;

import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.Topology;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Publishes the whole state of topics again. When the relay begins, these are the topics that the
 * broker has lost. On the operator's request, they are all topics.
 *
 * <p>Events carry state and version, so consumers ignore the ones that they know.
 */
@ApplicationScoped
class Republication {
  private static final Logger LOG = Logger.getLogger(Republication.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  private final Topology topology;
  private final TopicState state;
  private final Pool pool;
  private final AtomicBoolean running = new AtomicBoolean();

  /** The topics that may lack records on the broker. */
  private final Set<String> incomplete = ConcurrentHashMap.newKeySet();

  Republication(Topology topology, TopicState state, Pool pool) {
    this.topology = topology;
    this.state = state;
    this.pool = pool;
  }

  // INVARIANT: runs before the first heartbeat, or an emptied topic would not be empty any more.
  /**
   * Begins with the topics that are due or that the broker has lost; called off the event loops.
   */
  void begin() throws ExecutionException, InterruptedException, TimeoutException {
    Set<String> empty = topology.empty();
    mark(empty).await().indefinitely();
    lookAgain();
    run();
  }

  /** Returns whether a topic is complete; until then it gets no heartbeats. */
  boolean isComplete(String topic) {
    return !incomplete.contains(topic);
  }

  /** Begins with all topics of the service. */
  Uni<Void> beginWithAll() {
    return mark(topology.owned()).invoke(this::run);
  }

  private Uni<Void> mark(Collection<String> topics) {
    return pool.preparedQuery(
            "insert into republication (topic) select unnest($1::text[]) on conflict do nothing")
        .execute(Tuple.of(topics.toArray(String[]::new)))
        .replaceWithVoid();
  }

  private void run() {
    if (running.compareAndSet(false, true)) {
      Thread.ofPlatform().name("republication").daemon().start(this::untilNothingIsDue);
    }
  }

  private void untilNothingIsDue() {
    try {
      while (!publishDue()) {
        Thread.sleep(AFTER_FAILURE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.set(false);
    }
    // A request that arrived meanwhile found it running.
    if (!Thread.currentThread().isInterrupted() && !isNothingDue()) {
      run();
    }
  }

  private boolean isNothingDue() {
    try {
      return due().isEmpty();
    } catch (RuntimeException e) {
      LOG.debugf("It is not known what is due: %s", FailureTrace.of(e));
      return false;
    }
  }

  /** Publishes the topics that are due; returns whether none is left. */
  private boolean publishDue() {
    try {
      for (String topic : lookAgain()) {
        publish(topic);
        pool.preparedQuery("delete from republication where topic = $1")
            .execute(Tuple.of(topic))
            .await()
            .indefinitely();
        incomplete.remove(topic);
        LOG.infof("The state of %s is in the outbox again", topic);
      }
      return lookAgain().isEmpty();
    } catch (Throwable e) {
      LOG.warnf("Publishing again waits: %s", FailureTrace.of(e));
      return false;
    }
  }

  /** Returns the topics that are due: another replica may have published some of them. */
  private synchronized List<String> lookAgain() {
    List<String> due = due();
    incomplete.retainAll(due);
    incomplete.addAll(due);
    return due;
  }

  /**
   * Puts the state of a topic into the outbox, in a context and request of its own. The tests of
   * this module override it, because they run without Quarkus; EventsTest of the gateway runs it.
   */
  void publish(String topic) throws Throwable {
    VertxContextSupport.subscribeAndAwait(() -> state.publishAgain(topic));
  }

  private List<String> due() {
    List<String> due = new ArrayList<>();
    for (Row row :
        pool.query("select topic from republication order by topic")
            .execute()
            .await()
            .indefinitely()) {
      due.add(row.getString(0));
    }
    return due;
  }
}
