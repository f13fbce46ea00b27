package io.bailiwick.local;

import io.bailiwick.check.Caller;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The options that name the worker of a command for operators. */
final class OperatedWorker {
  @Spec(Spec.Target.MIXEE)
  CommandSpec command = CommandSpec.create();

  @Option(
      names = "--worker",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "The worker's URL (default: that of what is up).")
  @Nullable String url;

  @Option(
      names = "--token",
      scope = ScopeType.INHERIT,
      description = "A token with the scope bailiwick.operate (default: that of what is up).")
  @Nullable String token;

  /** Returns a caller of that worker. */
  Caller caller() {
    if ((url == null) != (token == null)) {
      throw new ParameterException(command.commandLine(), "--worker and --token go together.");
    }
    if (url != null && token != null) {
      return Caller.json(url.replaceAll("/+$", ""), token);
    }
    LocalState state = LocalState.running();
    return Caller.json(state.worker(), state.operatorToken());
  }
}
