package io.bailiwick.local;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts everything and stays until Ctrl-C. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Start PostgreSQL, Kafka and the three services; Ctrl-C stops all.")
final class Up implements Callable<Integer> {
  static final String DEFAULT_PORTS = "18080";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep the data in DIR; without it nothing is kept.")
  @Nullable Path data;

  @Option(
      names = "--ports",
      paramLabel = "FIRST|auto",
      defaultValue = DEFAULT_PORTS,
      description =
          "The first of " + Ports.COUNT + " ports in a row (default ${DEFAULT-VALUE}), or auto.")
  String ports = DEFAULT_PORTS;

  @Option(
      names = "--with-idp",
      description = "Start Keycloak too, and connect the organizations to it.")
  boolean withIdp;

  @Option(
      names = "--replicas",
      paramLabel = "1|2",
      defaultValue = "1",
      description = "The processes of each service (default 1); 2 are behind HAProxy.")
  int replicas = 1;

  private UpOptions options() {
    return new UpOptions(ports, Optional.ofNullable(data), withIdp, replicas);
  }

  @Override
  public Integer call() throws InterruptedException {
    Instant began = Instant.now();
    try (Run run = Run.start(options(), Main::say)) {
      describe(run.state(), Duration.between(began, Instant.now()));
      return run.await() ? 0 : 1;
    }
  }

  private static void describe(LocalState state, Duration took) {
    System.out.println();
    System.out.println("scim-gateway         " + state.gateway());
    System.out.println("provisioning-worker  " + state.worker());
    System.out.println("policy-enforcer      " + state.enforcer());
    state
        .organizations()
        .forEach(
            (id, organization) -> {
              System.out.println("SCIM of " + id + ": " + organization.scim());
              System.out.println("  token: " + organization.scimToken());
            });
    state
        .identityProvider()
        .ifPresent(
            idp ->
                System.out.println(
                    "Sign in: "
                        + state.gateway()
                        + "/sso/acme as boss or mia, password "
                        + DemoRealm.PASSWORD
                        + "\nKeycloak:            "
                        + idp.replaceAll("realms/$", "")
                        + ", admin's password "
                        + DemoRealm.PASSWORD
                        + "; realms acme and globex, client bailiwick, its secret: "
                        + DemoRealm.SECRET));
    state.example().ifPresent(url -> System.out.println("Example platform:    " + url));
    state
        .edge()
        .ifPresent(url -> System.out.println("Behind nginx:        " + url + "/models/acme/bert"));
    if (state.example().isPresent() && state.edge().isEmpty()) {
      System.out.println("Without nginx:       it is not installed (apt-get install nginx)");
    }
    System.out.println();
    System.out.println("All of it, with the other tokens, for scripts: .bailiwick/local.json");
    System.out.println(
        "Ready after " + Format.seconds(took) + ". Try ./bailiwick demo. Ctrl-C stops everything.");
  }
}
