package io.bailiwick.local;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints the running system's addresses and tokens as shell variables. */
@Command(
    name = "env",
    mixinStandardHelpOptions = true,
    description =
        "Print URLs and tokens of what is up as shell variables: eval \"$(./bailiwick env)\"")
final class Env implements Callable<Integer> {

  @Override
  public Integer call() {
    Optional<LocalState> found = LocalState.read().filter(LocalState::isUp);
    if (found.isEmpty()) {
      System.err.println("bailiwick: nothing is up; start ./bailiwick up first");
      return 1;
    }
    LocalState state = found.get();
    print("GATEWAY", state.gateway());
    print("WORKER", state.worker());
    print("ENFORCER", state.enforcer());
    print("GATEWAY_MANAGEMENT", state.management("scim-gateway"));
    print("WORKER_MANAGEMENT", state.management("provisioning-worker"));
    print("ENFORCER_MANAGEMENT", state.management("policy-enforcer"));
    print("OPERATOR_TOKEN", state.operatorToken());
    print("SERVICE_TOKEN", state.serviceToken());
    state.identityProvider().ifPresent(url -> print("IDENTITY_PROVIDER", url));
    state.example().ifPresent(url -> print("EXAMPLE", url));
    state
        .organizations()
        .forEach(
            (id, organization) -> {
              print(id.toUpperCase(Locale.ROOT) + "_SCIM", organization.scim());
              print(id.toUpperCase(Locale.ROOT) + "_SCIM_TOKEN", organization.scimToken());
            });
    return 0;
  }

  private static void print(String name, String value) {
    System.out.println("export " + name + "='" + value + "'");
  }
}
