package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.check.Caller;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, shows, redrives and discards the records that the worker has parked. */
@Command(
    name = "parked",
    mixinStandardHelpOptions = true,
    description = {
      "List, show, redrive or discard records that the worker could not process.",
      "Without --worker and --token it asks the worker of what is up."
    })
final class Parked implements Callable<Integer> {
  private static final int USAGE = 2;

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin OperatedWorker worker = new OperatedWorker();

  @Override
  public Integer call() {
    spec.commandLine().usage(System.out);
    return USAGE;
  }

  @Command(name = "list", description = "List parked records, oldest first.")
  int list(
      @Option(names = "--topic", description = "Only those of a topic.") @Nullable String topic,
      @Option(names = "--all", description = "Also those that were redriven or discarded.")
          boolean all)
      throws IOException, InterruptedException {
    Caller caller = worker.caller();
    String filter =
        (all ? "" : "&state=PARKED") + (topic == null ? "" : "&topic=" + encoded(topic));
    String next = "";
    while (next != null) {
      JsonNode page = caller.get("/parked-records?after=" + next + filter).expect(200).body();
      page.get("records").forEach(Parked::print);
      next = page.path("next").textValue();
    }
    return 0;
  }

  private static void print(JsonNode record) {
    System.out.printf(
        "%-6s %-9s %s %s %s: %s%n",
        record.path("id").asText(),
        record.path("state").asText(),
        record.path("parkedAt").asText(),
        record.path("topic").asText(),
        record.path("key").asText(),
        record.path("reason").asText());
  }

  @Command(name = "show", description = "Show a parked record with its headers and its value.")
  int show(@Parameters(paramLabel = "ID") long id) throws IOException, InterruptedException {
    JsonNode record = worker.caller().get("/parked-records/" + id).expect(200).body();
    System.out.println(record.toPrettyString());
    return 0;
  }

  @Command(
      name = "redrive",
      description =
          "Send parked records again; older versions than the applied ones have no effect.")
  int redrive(
      @Parameters(paramLabel = "ID", arity = "0..*") @Nullable List<Long> ids,
      @Option(names = "--all", description = "All that are parked.") boolean all,
      @Option(names = "--topic", description = "With --all: only those of a topic.")
          @Nullable String topic,
      @Option(names = "--reason", description = "With --all: only those with this reason.")
          @Nullable String reason)
      throws IOException, InterruptedException {
    boolean some = ids != null && !ids.isEmpty();
    if (all == some || (some && (topic != null || reason != null))) {
      throw new ParameterException(
          spec.commandLine(), "redrive takes IDs, or --all with --topic and --reason.");
    }
    Caller caller = worker.caller();
    if (all) {
      ObjectNode selection = StrictJson.mapper().createObjectNode();
      if (topic != null) {
        selection.put("topic", topic);
      }
      if (reason != null) {
        selection.put("reason", reason);
      }
      return redriveAll(caller, selection);
    }
    for (long id : ids == null ? List.<Long>of() : ids) {
      caller.post("/parked-records/" + id + "/redrive").expect(204);
      System.out.println(id + " redriven");
    }
    return 0;
  }

  /** Prints each record as the worker sends it; an answer without its last line is incomplete. */
  private static int redriveAll(Caller caller, ObjectNode selection)
      throws IOException, InterruptedException {
    AtomicBoolean complete = new AtomicBoolean();
    caller.postForLines(
        "/parked-records/redrive",
        selection,
        line -> {
          complete.set(line.has("redriven"));
          System.out.println(
              complete.get()
                  ? line.path("redriven").asText() + " records redriven"
                  : line.path("id").asText() + " redriven");
        });
    if (!complete.get()) {
      System.err.println("The worker did not send all of them. Repeat the command.");
    }
    return complete.get() ? 0 : 1;
  }

  @Command(name = "discard", description = "Give parked records up; they stay listed for 30 days.")
  int discard(@Parameters(paramLabel = "ID", arity = "1..*") List<Long> ids)
      throws IOException, InterruptedException {
    for (long id : ids) {
      worker.caller().delete("/parked-records/" + id).expect(204);
      System.out.println(id + " discarded");
    }
    return 0;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
