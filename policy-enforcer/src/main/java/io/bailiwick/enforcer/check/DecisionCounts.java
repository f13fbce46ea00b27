package io.bailiwick.enforcer.check;

import io.bailiwick.enforcer.decision.Reason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts decisions by their reason, each thread for itself. An atomic addition waits until all
 * writes before it are in memory, which would take a tenth of a decision's time. The few threads
 * that decide live as long as the service.
 */
final class DecisionCounts {
  private static final Reason[] REASONS = Reason.values();

  private final List<AtomicLongArray> all = new CopyOnWriteArrayList<>();
  private final ThreadLocal<AtomicLongArray> own = ThreadLocal.withInitial(this::another);

  DecisionCounts(MeterRegistry metrics) {
    for (Reason reason : REASONS) {
      FunctionCounter.builder("bailiwick.decisions", this, counts -> counts.sum(reason))
          .tag("reason", reason.code())
          .register(metrics);
    }
  }

  private AtomicLongArray another() {
    AtomicLongArray counts = new AtomicLongArray(REASONS.length);
    all.add(counts);
    return counts;
  }

  /** Counts a decision. */
  @SuppressWarnings("EnumOrdinal") // Nothing outside this process depends on it.
  void count(Reason reason) {
    AtomicLongArray counts = own.get();
    int index = reason.ordinal();
    // INVARIANT: no other thread writes to this array.
    counts.setRelease(index, counts.getPlain(index) + 1);
  }

  @SuppressWarnings("EnumOrdinal")
  private long sum(Reason reason) {
    int index = reason.ordinal();
    return all.stream().mapToLong(counts -> counts.get(index)).sum();
  }
}
