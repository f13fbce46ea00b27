package io.bailiwick.local;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stops what {@code up} started in another terminal. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stop what up started in another terminal.")
final class Down implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @Override
  public Integer call() throws InterruptedException {
    Optional<LocalState> found = LocalState.read();
    if (found.isEmpty()) {
      System.out.println("Nothing is up.");
      return 0;
    }
    LocalState state = found.get();
    state.launcher().handle().ifPresent(ProcessHandle::destroy);
    Instant deadline = Instant.now().plus(PATIENCE);
    while (state.isUp() && Instant.now().isBefore(deadline)) {
      Thread.sleep(100);
    }
    state.processes().values().stream()
        .flatMap(process -> process.handle().stream())
        .forEach(ProcessHandle::destroyForcibly);
    LocalState.remove();
    System.out.println("Stopped.");
    return 0;
  }
}
