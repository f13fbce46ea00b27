package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares the worker's accounts of an organization with their plan, and repairs them. */
@Command(
    name = "reconcile",
    mixinStandardHelpOptions = true,
    description = {
      "Compare the worker's accounts of an organization with what its stored identities and the",
      "settings give, and repair them. Exits with 3 if accounts still differ, or failed."
    })
final class Reconcile implements Callable<Integer> {
  private static final int DIFFERS = 3;

  @Mixin OperatedWorker worker = new OperatedWorker();

  @Option(names = "--organization", required = true, description = "The organization's id.")
  String organization = "";

  @Option(names = "--dry-run", description = "Only compare.")
  boolean dryRun;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String path =
        "/organizations/%s/reconciliation?dryRun=%s"
            .formatted(URLEncoder.encode(organization, StandardCharsets.UTF_8), dryRun);
    JsonNode report = worker.caller().post(path).expect(200).body();
    report.get("differences").forEach(Reconcile::print);
    if (report.path("more").asBoolean()) {
      System.out.println("... and more");
    }
    long differing = report.path("differing").asLong();
    long failed = report.path("failed").asLong();
    System.out.printf(
        "%d accounts, %d %s, %d failed%n",
        report.path("accounts").asLong(), differing, dryRun ? "differ" : "repaired", failed);
    return failed > 0 || (dryRun && differing > 0) ? DIFFERS : 0;
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
}
