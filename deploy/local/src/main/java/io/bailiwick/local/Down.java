package io.bailiwick.local;

import io.bailiwick.local.LocalState.LocalProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stops what {@code up} started in another terminal. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stop what up started in another terminal.")
final class Down implements Callable<Integer> {
  /**
   * The longest wait: longer than the launcher waits for services, Kafka and PostgreSQL together.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration PATIENCE_EACH = Duration.ofSeconds(20);

  /** The servers to which the services write; they stop last, in this order. */
  private static final List<String> SERVERS = List.of("keycloak", "kafka", "postgres");

  @Override
  public Integer call() throws InterruptedException {
    Optional<LocalState> found = LocalState.read();
    if (found.isEmpty()) {
      System.out.println(
          Home.isTaken()
              ? "It is just starting: Ctrl-C ends it in its terminal."
              : "Nothing is up.");
      return Home.isTaken() ? 1 : 0;
    }
    LocalState state = found.get();
    state.launcher().handle().ifPresent(ProcessHandle::destroy);
    Instant deadline = Instant.now().plus(PATIENCE);
    while (state.isUp() && Instant.now().isBefore(deadline)) {
      Thread.sleep(100);
    }
    stopWhatIsLeft(state.processes());
    LocalState.remove();
    System.out.println("Stopped.");
    return 0;
  }

  /** Stops the processes that a killed launcher has left, in the launcher's order. */
  private static void stopWhatIsLeft(Map<String, LocalProcess> processes)
      throws InterruptedException {
    List<LocalProcess> services = new ArrayList<>();
    processes.forEach(
        (name, process) -> {
          if (!SERVERS.contains(name)) {
            services.add(process);
          }
        });
    stop(services);
    for (String server : SERVERS) {
      stop(Optional.ofNullable(processes.get(server)).stream().toList());
    }
  }

  private static void stop(List<LocalProcess> processes) throws InterruptedException {
    List<ProcessHandle> left =
        processes.stream().flatMap(process -> process.handle().stream()).toList();
    left.forEach(ProcessHandle::destroy);
    Instant deadline = Instant.now().plus(PATIENCE_EACH);
    while (left.stream().anyMatch(ProcessHandle::isAlive) && Instant.now().isBefore(deadline)) {
      Thread.sleep(50);
    }
    left.forEach(ProcessHandle::destroyForcibly);
  }
}
