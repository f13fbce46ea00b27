package io.bailiwick.enforcer.check;

import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.Facts;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.model.Organization;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps some of the recent checks of each organization in memory, for dry runs. Only checks count
 * that settings of an organization can decide. The number of kept checks is bounded for each
 * organization and in total; if there are too many, those of the busiest organizations go first.
 */
@Singleton
class CheckSample {
  private static final int MOST_OF_ONE = 1000;
  private static final int MOST_OF_ALL = 50_000;
  private static final int MOST_WATCHED = 10_000;

  private final int every;
  private final ConcurrentMap<String, Ring> rings = new ConcurrentHashMap<>();
  private final List<Ring> inOrder = new CopyOnWriteArrayList<>();
  private final AtomicInteger kept = new AtomicInteger();
  private final AtomicReference<@Nullable Watch> watch = new AtomicReference<>();

  @Inject
  CheckSample(EnforcerSettings settings) {
    this(settings.sampleEvery());
  }

  CheckSample(int every) {
    this.every = every;
  }

  /** Takes note of a check; most are not kept, and cost a random number. */
  void offer(CheckRequest request, Facts facts, Instant at) {
    Watch watching = watch.get();
    boolean keeps = every > 0 && ThreadLocalRandom.current().nextInt(every) == 0;
    if ((!keeps && watching == null)
        || (facts.organization().isEmpty() && facts.openTo().isEmpty())
        || !SampledCheck.isShort(request)) {
      return;
    }
    SampledCheck check = new SampledCheck(request, at);
    for (Organization one : facts.organization().map(List::of).orElse(facts.openTo())) {
      if (keeps) {
        keep(one.id(), check);
      }
      if (watching != null && watching.organization.equals(one.id())) {
        watching.add(check);
      }
    }
  }

  private void keep(String organization, SampledCheck check) {
    Ring own = rings.get(organization);
    if (own == null) {
      own = rings.computeIfAbsent(organization, _ -> newRing());
    }
    kept.addAndGet(own.add(check));
    if (kept.get() > MOST_OF_ALL) {
      kept.addAndGet(larger().drop() || own.drop() ? -1 : 0);
    }
  }

  private Ring newRing() {
    Ring ring = new Ring();
    inOrder.add(ring);
    return ring;
  }

  /** Returns the larger one of two rings; a look at all of them would take too long. */
  private Ring larger() {
    int all = inOrder.size();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int first = random.nextInt(all);
    int second = all == 1 ? first : (first + 1 + random.nextInt(all - 1)) % all;
    Ring one = inOrder.get(first);
    Ring other = inOrder.get(second);
    return one.size() < other.size() ? other : one;
  }

  /** Returns the kept checks of an organization, the oldest first. */
  List<SampledCheck> of(String organization) {
    Ring ring = rings.get(organization);
    return ring == null ? List.of() : ring.all();
  }

  /** Collects the checks of an organization from now on; false if another watch is under way. */
  boolean watch(String organization) {
    return watch.compareAndSet(null, new Watch(organization));
  }

  /** Ends the watch and returns its checks. */
  List<SampledCheck> watched() {
    Watch ended = watch.getAndSet(null);
    return ended == null ? List.of() : ended.all();
  }

  /** The last checks of one organization. */
  private static final class Ring {
    private final Deque<SampledCheck> checks = new ArrayDeque<>();

    /** Adds a check; returns by how many checks that makes the ring longer. */
    synchronized int add(SampledCheck check) {
      checks.addLast(check);
      if (checks.size() <= MOST_OF_ONE) {
        return 1;
      }
      checks.removeFirst();
      return 0;
    }

    /** Drops the oldest check; returns whether there was one. */
    synchronized boolean drop() {
      return checks.pollFirst() != null;
    }

    synchronized int size() {
      return checks.size();
    }

    synchronized List<SampledCheck> all() {
      return List.copyOf(checks);
    }
  }

  /** The checks of one organization while somebody watches. */
  private static final class Watch {
    private final String organization;
    private final List<SampledCheck> checks = new ArrayList<>();

    Watch(String organization) {
      this.organization = organization;
    }

    synchronized void add(SampledCheck check) {
      if (checks.size() < MOST_WATCHED) {
        checks.add(check);
      }
    }

    synchronized List<SampledCheck> all() {
      return List.copyOf(checks);
    }
  }
}
