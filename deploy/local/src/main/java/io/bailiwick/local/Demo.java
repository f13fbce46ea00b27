package io.bailiwick.local;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the main job on the running system, or on a system of its own. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Show the main job: push, account, decision, deactivation, kill -9.")
final class Demo implements Callable<Integer> {

  /** The least number of users: the demo deactivates some of them and asks about others. */
  private static final int FEWEST = 10;

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--users",
      defaultValue = "1000",
      description = "How many users are pushed, 10 or more (default ${DEFAULT-VALUE}).")
  int users = 1000;

  @Option(
      names = "--ports",
      paramLabel = "FIRST|auto",
      defaultValue = "auto",
      description = "Ports, where nothing is up and the demo starts its own (default auto).")
  String ports = "auto";

  @Option(
      names = "--with-idp",
      description = "Start Keycloak too, and connect the organizations to it.")
  boolean withIdp;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (users < FEWEST) {
      throw new ParameterException(spec.commandLine(), "--users must be " + FEWEST + " or more.");
    }
    Optional<LocalState> up = LocalState.read().filter(LocalState::isUp);
    if (up.isPresent()) {
      return play(up.get());
    }
    System.out.println("Nothing is up: the demo needs a system of its own.");
    try (Run run = Run.start(new UpOptions(ports, Optional.empty(), withIdp, 1), Main::say)) {
      return play(run.state());
    }
  }

  private int play(LocalState state) throws IOException, InterruptedException {
    DemoScript script = new DemoScript(state, users);
    script.play();
    return script.mismatches() == 0 ? 0 : 1;
  }
}
