package io.bailiwick.enforcer.log;

import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Facts;
import io.bailiwick.enforcer.settings.DecisionLogSettings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;

/**
 * The decisions that wait to be logged: all denies, all decisions on break-glass access, and a
 * sample of the other allows.
 *
 * <p>A check only offers its decision. If the queue is full, the decision is dropped and counted; a
 * check never waits or fails for it. One subject holds at most an eighth of the queue, so a flood
 * of denies of one account drops its own decisions, not those of others.
 */
@Singleton
public class DecisionLog {
  static final int CAPACITY = 8192;

  /** One subject's part of the queue; a batch of denies fits in. */
  static final int SHARE = CAPACITY / 8;

  private static final int SLOT_BITS = 12;

  private final boolean enabled;
  private final double sample;
  private final Queue<MadeDecision> queue = new MpscAtomicArrayQueue<>(CAPACITY);

  /** The decisions in the queue by subject, or rather by its hash; two rarely share a slot. */
  private final AtomicIntegerArray held = new AtomicIntegerArray(1 << SLOT_BITS);

  /** Odd, and unknown to callers, so that no subject is made to share another one's slot. */
  private final int salt = ThreadLocalRandom.current().nextInt() | 1;

  private final LongAdder written = new LongAdder();
  private final LongAdder overflown = new LongAdder();
  private final LongAdder refused = new LongAdder();

  DecisionLog(DecisionLogSettings settings, MeterRegistry metrics) {
    this.enabled = settings.enabled();
    this.sample = settings.sample();
    if (!(sample >= 0 && sample <= 1)) {
      throw new ConfigurationException("bailiwick.enforcer.decision-log.sample must be 0 to 1");
    }
    FunctionCounter.builder("bailiwick.decision.log.written", written, LongAdder::sum)
        .register(metrics);
    counter("queue", overflown, metrics);
    counter("kafka", refused, metrics);
  }

  private static void counter(String cause, LongAdder count, MeterRegistry metrics) {
    FunctionCounter.builder("bailiwick.decision.log.dropped", count, LongAdder::sum)
        .tag("cause", cause)
        .register(metrics);
  }

  /** Logs a decision, if it is one to be logged and there is room; costs no more than that. */
  public void offer(
      String evaluationId,
      Instant at,
      String caller,
      CheckRequest request,
      Decision decision,
      Facts facts) {
    if (!enabled || !isLogged(decision)) {
      return;
    }
    if (queue.size() >= CAPACITY) {
      // In a flood most decisions end here, before anything is made of them.
      overflown.increment();
      return;
    }
    int slot = slot(request.subject());
    try {
      if (held.incrementAndGet(slot) <= SHARE
          && queue.offer(
              MadeDecision.of(evaluationId, at, caller, request, decision, facts, slot))) {
        return;
      }
    } catch (RuntimeException e) {
      // INVARIANT: whatever is wrong with the log is no reason to fail a check.
    }
    held.decrementAndGet(slot);
    overflown.increment();
  }

  private boolean isLogged(Decision decision) {
    return decision instanceof Decision.Deny
        || decision.breakGlass()
        || (sample > 0 && ThreadLocalRandom.current().nextDouble() < sample);
  }

  private int slot(String subject) {
    return (subject.hashCode() * salt) >>> (Integer.SIZE - SLOT_BITS);
  }

  /**
   * Takes decisions out of the queue; for one thread only.
   *
   * @param most the largest number of them
   */
  void drain(int most, Consumer<MadeDecision> to) {
    for (int taken = 0; taken < most; taken++) {
      MadeDecision next = queue.poll();
      if (next == null) {
        return;
      }
      held.decrementAndGet(next.slot());
      to.accept(next);
    }
  }

  /** Counts a decision that Kafka has. */
  void written() {
    written.increment();
  }

  /** Counts a decision that Kafka did not take. */
  void refused() {
    refused.increment();
  }

  /** Returns the number of decisions that are missing in the log. */
  long countDropped() {
    return overflown.sum() + refused.sum();
  }
}
