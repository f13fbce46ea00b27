package io.bailiwick.local;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows the status of each process, from its own answer. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show what is up; exits with 1 unless everything is ready.")
final class Status implements Callable<Integer> {

  @Override
  public Integer call() {
    Optional<LocalState> found = LocalState.read();
    if (found.isEmpty()) {
      System.out.println(
          Home.isTaken()
              ? "Starting: not everything is ready yet. The terminal of up shows how far it is."
              : "Nothing is up.");
      return 1;
    }
    LocalState state = found.get();
    Map<String, String> said = new LinkedHashMap<>();
    state.processes().forEach((name, process) -> said.put(name, Readiness.of(name, process)));
    state
        .processes()
        .forEach(
            (name, process) ->
                System.out.printf(
                    "%-20s %-14s pid %-8d %s%n",
                    name, said.get(name), process.pid(), process.log()));
    if (!state.isUp()) {
      System.out.println(
          "The launcher has ended, so nothing is started again. ./bailiwick down ends the rest.");
      return 1;
    }
    return said.values().stream().allMatch(Readiness.READY::equals) ? 0 : 1;
  }
}
