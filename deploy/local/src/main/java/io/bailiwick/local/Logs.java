package io.bailiwick.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the end of a log, or of all. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Show the last lines of the logs of the last run, or of one process.")
final class Logs implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "PROCESS",
      description = "scim-gateway, provisioning-worker, policy-enforcer, kafka or postgres")
  @Nullable String process;

  @Option(
      names = {"-n", "--lines"},
      defaultValue = "20",
      description = "How many lines (default ${DEFAULT-VALUE}).")
  int lines = 20;

  @Option(names = "--json", description = "Show the lines as the services write them.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    List<Path> logs = logs();
    if (logs.isEmpty()) {
      System.err.println("bailiwick: there is no such log");
      return 1;
    }
    for (Path log : logs) {
      if (logs.size() > 1) {
        System.out.println("==> " + log);
      }
      List<String> all;
      try (Stream<String> content = Files.lines(log)) {
        all = content.toList();
      }
      all.subList(Math.max(0, all.size() - lines), all.size()).stream()
          .map(line -> json ? line : LogLine.readable(line))
          .forEach(System.out::println);
    }
    return 0;
  }

  private List<Path> logs() throws IOException {
    List<Path> known =
        LocalState.read()
            .map(state -> state.processes().values().stream().map(p -> Path.of(p.log())).toList())
            .orElseGet(Logs::ofLastRun);
    return known.stream()
        .filter(Files::exists)
        .filter(log -> process == null || log.getFileName().toString().equals(process + ".log"))
        .toList();
  }

  private static List<Path> ofLastRun() {
    try (Stream<Path> files = Files.list(Home.state().resolve("logs"))) {
      return files.sorted().toList();
    } catch (IOException none) {
      return List.of();
    }
  }
}
