package io.bailiwick.local;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.awaitility.Awaitility;

/**
 * What happens to a process.
 *
 * @param length for how long it hangs; zero of other kinds
 */
record Fault(Kind kind, String process, Duration length) {
  /** Longer than PostgreSQL leaves the lead to a relay that hangs. */
  private static final int LONGEST_HANG = 25_000;

  private static final Duration PAUSE = Duration.ofMillis(50);

  /** The kinds, by the signal that the process gets. */
  enum Kind {
    /** It ends at once: SIGKILL. */
    KILL,
    /** It may end in order: SIGTERM. */
    END,
    /** It does nothing for a while, and its connections stay: SIGSTOP. */
    HANG
  }

  static Fault kill(String process) {
    return new Fault(Kind.KILL, process, Duration.ZERO);
  }

  static Fault end(String process) {
    return new Fault(Kind.END, process, Duration.ZERO);
  }

  static Fault any(Random random, List<String> processes) {
    String process = processes.get(random.nextInt(processes.size()));
    return switch (random.nextInt(3)) {
      case 0 -> kill(process);
      case 1 -> end(process);
      default ->
          new Fault(Kind.HANG, process, Duration.ofMillis(random.nextInt(1000, LONGEST_HANG)));
    };
  }

  /**
   * Does it to a process that runs: one that is just being started again is waited for.
   *
   * @return the wait until it works again
   */
  Runnable strike() throws InterruptedException, IOException {
    if (kind == Kind.HANG) {
      awaitBack(0);
      try (StoppedProcesses _ = StoppedProcesses.of(process)) {
        Thread.sleep(length);
      }
      return () -> awaitBack(0);
    }
    Optional<Long> ended = signal();
    while (ended.isEmpty()) {
      Thread.sleep(PAUSE);
      ended = signal();
    }
    long pid = ended.get();
    return () -> awaitBack(pid);
  }

  private Optional<Long> signal() {
    return kind == Kind.KILL ? RunningSystem.kill(process) : RunningSystem.end(process);
  }

  /** The launcher says where a server is once it takes connections; a service says it itself. */
  private void awaitBack(long ended) {
    Awaitility.await()
        .atMost(RunningSystem.PATIENCE)
        .pollInterval(PAUSE)
        .until(() -> RunningSystem.isBack(process, ended));
  }

  @Override
  public String toString() {
    return kind + " " + process + (length.isZero() ? "" : " for " + length);
  }
}
