package io.bailiwick.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A system from start to stop: everything that it started is stopped, however it ends. */
final class Run implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(300);
  private static final Duration STORM = Duration.ofMinutes(1);

  /** The number of processes that may die in a minute; tests that kill them allow more. */
  private static final int MOST_REVIVALS = Integer.getInteger("bailiwick.local.revivals", 8);

  private final LocalSystem system;
  private final FileChannel alone;
  private final Optional<Path> temporary;
  private final Consumer<String> say;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;
  private final Deque<Instant> revivals = new ArrayDeque<>();
  private volatile boolean stopping;
  private volatile boolean gaveUp;
  private boolean closed;

  private Run(
      LocalSystem system, FileChannel alone, Optional<Path> temporary, Consumer<String> say) {
    this.system = system;
    this.alone = alone;
    this.temporary = temporary;
    this.say = say;
    this.hook = Thread.ofPlatform().unstarted(this::close);
  }

  /**
   * Starts a system.
   *
   * @param say receives progress messages
   */
  static Run start(UpOptions options, Consumer<String> say) {
    FileChannel alone = Home.takeAlone();
    if (LocalState.read().filter(LocalState::isLeft).isPresent()) {
      letGo(alone);
      throw new IllegalStateException(
          "a run that was killed has left processes behind; ./bailiwick down ends them");
    }
    Optional<Path> temporary =
        options.data().isPresent()
            ? Optional.empty()
            : Optional.of(Home.state().resolve("run-" + ProcessHandle.current().pid()));
    Path folder = options.data().or(() -> temporary).orElseThrow();
    Path logs =
        options.data().map(kept -> kept.resolve("logs")).orElse(Home.state().resolve("logs"));
    LocalSystem system;
    try {
      system = LocalSystem.of(options, folder, logs, say);
    } catch (RuntimeException e) {
      letGo(alone);
      throw e;
    }
    Run run = new Run(system, alone, temporary, say);
    // INVARIANT: runs before anything starts, so that every kind of end stops what was started.
    Runtime.getRuntime().addShutdownHook(run.hook);
    say.accept("Starting PostgreSQL, Kafka and the services ...");
    try {
      system.start();
    } catch (RuntimeException e) {
      run.close();
      throw new IllegalStateException(
          e instanceof CompletionException && e.getCause() != null
              ? e.getCause().getMessage()
              : e.getMessage(),
          e);
    }
    Thread.ofPlatform().name("watch").daemon().start(run::watch);
    return run;
  }

  LocalState state() {
    return system.state();
  }

  /** Waits until the run ends; false if it had to give up. */
  boolean await() throws InterruptedException {
    ended.await();
    return !gaveUp;
  }

  private void giveUp(String why) {
    say.accept(why);
    gaveUp = true;
    ended.countDown();
  }

  private void watch() {
    try {
      while (!ended.await(LOOK.toMillis(), TimeUnit.MILLISECONDS) && !stopping) {
        if (system.revive()) {
          revivals.add(Instant.now());
          revivals.removeIf(time -> time.isBefore(Instant.now().minus(STORM)));
          if (revivals.size() > MOST_REVIVALS) {
            giveUp("Too many processes die. Giving up; the logs tell more.");
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!stopping) {
        giveUp("Cannot start it again: " + e.getMessage());
      }
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stopping = true;
    say.accept("Stopping ...");
    try {
      system.close();
      temporary.ifPresent(Home::remove);
    } finally {
      letGo(alone);
      ended.countDown();
    }
  }

  private static void letGo(FileChannel alone) {
    try {
      alone.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot let go of the lock", e);
    }
  }
}
