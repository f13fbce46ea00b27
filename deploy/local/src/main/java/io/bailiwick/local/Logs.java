package io.bailiwick.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the end of a log, or of all. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Show the last lines of the logs of the last run, or of one process.")
final class Logs implements Callable<Integer> {

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "PROCESS",
      description =
          "scim-gateway, provisioning-worker, policy-enforcer, kafka, postgres, or keycloak if it"
              + " runs")
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
    if (lines < 0) {
      throw new ParameterException(spec.commandLine(), "--lines must be 0 or more.");
    }
    List<Path> known = known();
    List<Path> logs =
        known.stream().filter(log -> process == null || name(log).equals(process)).toList();
    if (logs.isEmpty()) {
      throw new IllegalStateException(
          known.isEmpty()
              ? "there are no logs yet; ./bailiwick up writes them"
              : "there is no log of %s; there are those of %s"
                  .formatted(
                      process, known.stream().map(Logs::name).collect(Collectors.joining(", "))));
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

  private static String name(Path log) {
    return log.getFileName().toString().replaceAll("\\.log$", "");
  }

  private static List<Path> known() {
    return LocalState.read()
        .map(state -> state.processes().values().stream().map(p -> Path.of(p.log())).toList())
        .orElseGet(Logs::ofLastRun)
        .stream()
        .filter(Files::exists)
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
