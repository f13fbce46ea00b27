package io.bailiwick.local;

import io.bailiwick.check.Caller;
import io.bailiwick.check.Dialect;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Pushes as an identity provider does: a first synchronisation, then joiners, movers, leavers. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = "Push users and groups the way an identity provider does.")
final class Simulate implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** The number of newest users whose accounts are awaited. */
  private static final int NEWEST = 200;

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "entra|okta|onelogin", description = "Whose requests are sent.")
  String provider = "entra";

  @Option(names = "--users", defaultValue = "1000", description = "How many users (default 1000).")
  int users = 1000;

  @Option(names = "--groups", defaultValue = "20", description = "How many groups (default 20).")
  int groups = 20;

  @Option(
      names = "--cycles",
      defaultValue = "3",
      description = "How many cycles of joiners, movers and leavers follow (default 3).")
  int cycles = 3;

  @Option(
      names = "--writers",
      defaultValue = "16",
      description = "How many requests are sent at a time (default 16).")
  int writers = 16;

  @Option(
      names = "--url",
      description = "The SCIM base URL to push to (default: acme of what is up here).")
  @Nullable String url;

  @Option(names = "--token", description = "The SCIM token, if --url is given.")
  @Nullable String token;

  @Override
  public Integer call() throws InterruptedException {
    if (users < 1 || groups < 0 || cycles < 0 || writers < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--users and --writers must be 1 or more, --groups and --cycles 0 or more.");
    }
    Target target = target();
    try {
      return simulate(target);
    } catch (IOException e) {
      throw new IllegalStateException(CallFailure.at(target.url(), e), e);
    }
  }

  private int simulate(Target target) throws IOException, InterruptedException {
    Caller scim = Caller.scim(target.url(), target.token());
    Simulation simulation =
        new Simulation(
            Dialect.of(provider, scim),
            scim,
            "acme",
            Long.toString(System.currentTimeMillis(), 36),
            writers);
    Instant began = Instant.now();
    simulation.synchronise(users, groups);
    Duration took = Duration.between(began, Instant.now());
    System.out.printf(
        "First synchronisation of %d users and %d groups: %s%n",
        users, groups, Format.seconds(took));
    if (url == null) {
      List<String> all = simulation.ids();
      awaitEnforcer(all.subList(Math.max(0, all.size() - NEWEST), all.size()), began);
    }
    for (int cycle = 1; cycle <= cycles; cycle++) {
      simulation.cycle(cycle);
    }
    simulation.report().forEach(System.out::println);
    List<String> differences = simulation.differences();
    differences.forEach(difference -> System.out.println("MISMATCH: " + difference));
    return differences.isEmpty() ? 0 : 1;
  }

  private Target target() {
    if (url != null) {
      if (token == null) {
        throw new IllegalArgumentException("--url needs --token");
      }
      if (!url.matches("https?://[^/].*")) {
        throw new IllegalArgumentException(
            "--url must begin with https:// or http://, not be " + url);
      }
      return new Target(url.replaceAll("/+$", ""), token);
    }
    LocalState.LocalOrganization acme = up().organizations().get("acme");
    if (acme == null) {
      throw new IllegalStateException("there is no organization acme");
    }
    return new Target(acme.scim(), acme.scimToken());
  }

  private static LocalState up() {
    return LocalState.read()
        .filter(LocalState::isUp)
        .orElseThrow(
            () ->
                new IllegalStateException("nothing is up: ./bailiwick up, or give --url, --token"));
  }

  /**
   * Waits until the enforcer knows all changes, including the newest accounts, and reports the
   * duration.
   */
  private static void awaitEnforcer(List<String> newest, Instant began)
      throws IOException, InterruptedException {
    LocalState state = up();
    Caller enforcer = Caller.json(state.enforcer(), state.serviceToken());
    Instant pushed = Instant.now();
    Instant deadline = pushed.plus(PATIENCE);
    while (!asOf(state).isAfter(pushed) || !allAreKnown(enforcer, newest)) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("the enforcer is behind after " + PATIENCE);
      }
      Thread.sleep(50);
    }
    System.out.printf(
        "The enforcer decides by all of it %s after the first request, %s after the last%n",
        Format.seconds(Duration.between(began, Instant.now())),
        Format.seconds(Duration.between(pushed, Instant.now())));
  }

  private static Instant asOf(LocalState state) throws IOException, InterruptedException {
    String asOf = ProjectionHealth.data(state, "asOf").asText();
    return asOf.isEmpty() ? Instant.MIN : Instant.parse(asOf);
  }

  private static boolean allAreKnown(Caller enforcer, List<String> accounts)
      throws IOException, InterruptedException {
    // This platform asks only the enforcer.
    DemoPlatform platform = new DemoPlatform(enforcer, enforcer);
    for (String account : accounts) {
      DemoQuestion question = DemoQuestion.about(account).getFirst();
      if (platform.ask(question).body().at("/context/reason").asText().equals("unknown_subject")) {
        return false;
      }
    }
    return true;
  }

  private record Target(String url, String token) {}
}
