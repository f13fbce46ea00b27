package io.bailiwick.local;

import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The launcher's commands; {@code ./bailiwick} hands over to it. */
@Command(
    name = "bailiwick",
    description = "Bailiwick on this machine.",
    subcommands = {
      Up.class,
      Demo.class,
      Ask.class,
      Simulate.class,
      Check.class,
      Parked.class,
      Reconcile.class,
      AuditVerify.class,
      Down.class,
      Status.class,
      Logs.class,
      Env.class
    },
    footer = {"", "./bailiwick help lists all commands."})
public final class Main implements Callable<Integer> {
  private static final int USAGE = 2;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command; returns 0 if it succeeds. */
  static int run(String... args) {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (e, commandLine, parsed) -> {
              commandLine.getErr().println("bailiwick: " + CallFailure.message(e));
              return 1;
            })
        .execute(args);
  }

  /** Returns the names of all commands. */
  static Set<String> commands() {
    return new CommandLine(new Main()).getSubcommands().keySet();
  }

  /** Prints a progress message. */
  static void say(String message) {
    System.out.println(message);
  }

  @Override
  public Integer call() {
    CommandLine.usage(this, System.out);
    return USAGE;
  }
}
