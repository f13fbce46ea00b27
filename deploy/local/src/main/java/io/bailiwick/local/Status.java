package io.bailiwick.local;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows what is up. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show what is up; exits with 1 when something is not.")
final class Status implements Callable<Integer> {

  @Override
  public Integer call() {
    Optional<LocalState> state = LocalState.read();
    if (state.isEmpty()) {
      System.out.println("Nothing is up.");
      return 1;
    }
    state
        .get()
        .processes()
        .forEach(
            (name, process) ->
                System.out.printf(
                    "%-20s %-7s pid %-8d %s%n",
                    name, process.isAlive() ? "up" : "DOWN", process.pid(), process.log()));
    return state.get().processes().values().stream().allMatch(LocalState.LocalProcess::isAlive)
        ? 0
        : 1;
  }
}
