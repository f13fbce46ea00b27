package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.model.StateKind;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Compares what gateway, worker and enforcers hold of an organization, and the worker's accounts
 * with their plan, and repairs differences. It goes in the order in which changes travel, so the
 * repair of one step is compared by the next.
 */
@Command(
    name = "reconcile",
    mixinStandardHelpOptions = true,
    description = {
      "Compare what gateway, worker and enforcers hold of an organization, and the worker's",
      "accounts with their plan, and repair them. Exits with 3 if a difference remains."
    })
final class Reconcile implements Callable<Integer> {
  private static final int DIFFERS = 3;
  private static final int SHOWN = 20;

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin OperatedWorker worker = new OperatedWorker();

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      description = "The gateway's URL (default: that of what is up).")
  @Nullable String gateway;

  @Option(
      names = "--enforcer",
      paramLabel = "URL",
      description = "An enforcer's URL, repeated for each replica (default: that of what is up).")
  List<String> enforcers = new ArrayList<>();

  @Option(names = "--organization", required = true, description = "The organization's id.")
  String organization = "";

  @Option(names = "--dry-run", description = "Only compare.")
  boolean dryRun;

  private final List<String> rows = new ArrayList<>();
  private long remaining;

  @Override
  public Integer call() throws IOException, InterruptedException {
    HeldState identities = gateway();
    HeldState accounts = held("worker", worker.caller());
    List<HeldState> checks = enforcers();
    row("service", "holds", "count", "differing", "repaired");
    row("gateway", StateKind.IDENTITIES, identities.digest(StateKind.IDENTITIES).count(), 0, 0);
    compare(StateKind.IDENTITIES, identities, accounts);
    for (HeldState enforcer : checks) {
      compare(StateKind.IDENTITIES, identities, enforcer);
    }
    plan(accounts);
    for (HeldState enforcer : checks) {
      compare(StateKind.ACCOUNTS, accounts, enforcer);
    }
    rows.forEach(System.out::println);
    return remaining > 0 ? DIFFERS : 0;
  }

  private HeldState gateway() {
    boolean named = gateway != null;
    if (named != (worker.url != null) || named == enforcers.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--gateway, --worker, --enforcer and --token go together.");
    }
    return held("gateway", caller(gateway == null ? LocalState.running().gateway() : gateway));
  }

  private List<HeldState> enforcers() {
    if (enforcers.isEmpty()) {
      return held(LocalState.running().enforcers());
    }
    return held(enforcers);
  }

  private List<HeldState> held(List<String> urls) {
    List<HeldState> held = new ArrayList<>();
    for (String url : urls) {
      held.add(held(urls.size() == 1 ? "enforcer" : url, caller(url)));
    }
    return held;
  }

  private Caller caller(String url) {
    return Caller.json(url.replaceAll("/+$", ""), worker.caller().token());
  }

  private HeldState held(String service, Caller caller) {
    return new HeldState(
        service,
        caller,
        "/organizations/" + URLEncoder.encode(organization, StandardCharsets.UTF_8));
  }

  private void compare(StateKind kind, HeldState owner, HeldState follower)
      throws IOException, InterruptedException {
    Comparison.Result result = new Comparison(kind, owner, follower).run(dryRun);
    List<Divergence> found = result.found();
    for (Divergence one : found.subList(0, Math.min(SHOWN, found.size()))) {
      System.out.printf(
          "%s of %s in the %s: version %s, version %s in the %s (%s)%n",
          one.id(),
          kind.wireName(),
          follower.service(),
          version(one.held()),
          version(one.owned()),
          owner.service(),
          one.cause());
    }
    row(follower.service(), kind, result.count(), found.size(), result.repaired());
  }

  private static String version(long version) {
    return version > 0 ? Long.toString(version) : "none";
  }

  /** Compares the worker's accounts with what the worker itself would plan. */
  private void plan(HeldState accounts) throws IOException, InterruptedException {
    String path = accounts.path() + "/reconciliation?dryRun=" + dryRun;
    JsonNode report = accounts.caller().post(path).expect(200).body();
    report.get("differences").forEach(Reconcile::print);
    if (report.path("more").asBoolean()) {
      System.out.println("... and more");
    }
    long differing = report.path("differing").asLong();
    long failed = report.path("failed").asLong();
    if (failed > 0) {
      System.out.println(failed + " accounts could not be compared with their plan");
      remaining += failed;
    }
    row(
        "worker",
        StateKind.ACCOUNTS,
        report.path("accounts").asLong(),
        differing,
        dryRun ? 0 : differing);
  }

  private static void print(JsonNode difference) {
    System.out.printf(
        "%s %s: stored %s, planned %s (%s)%n",
        difference.path("account").asText(),
        difference.path("field").asText(),
        difference.path("stored"),
        difference.path("planned"),
        difference.path("cause").asText());
  }

  private void row(String service, StateKind kind, long count, long differing, long repaired) {
    remaining += differing - repaired;
    row(
        service,
        kind.wireName(),
        Long.toString(count),
        Long.toString(differing),
        Long.toString(repaired));
  }

  private void row(String service, String holds, String count, String differing, String repaired) {
    rows.add("%-9s %-10s %8s %10s %9s".formatted(service, holds, count, differing, repaired));
  }
}
