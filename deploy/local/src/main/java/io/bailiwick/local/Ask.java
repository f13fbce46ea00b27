package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.check.Caller;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the enforcer a question and explains the answer: rule by rule, with the facts. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Ask whether an account may do an action, and why. Exits with 0 if it may, with 3 if not.",
      "For example: ./bailiwick check mgd_... repository.create model:acme/bert"
    })
final class Ask implements Callable<Integer> {
  private static final int DENIED = 3;

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The account's id.")
  String account = "";

  @Parameters(index = "1", paramLabel = "ACTION", description = "A name of the catalogue.")
  String action = "";

  @Parameters(index = "2", paramLabel = "TYPE:ID", description = "The resource.")
  String resource = "";

  @Option(names = "--owner", description = "The namespace, if the id does not say it.")
  @Nullable String owner;

  @Option(names = "--visibility", description = "private, internal, public or protected.")
  @Nullable String visibility;

  @Option(names = "--resource-group", description = "The resource group that the resource is in.")
  @Nullable String resourceGroup;

  @Option(names = "--created-by", description = "The id of the account that created the resource.")
  @Nullable String createdBy;

  @Option(names = "--to", description = "The namespace of the destination, for a move or a copy.")
  @Nullable String to;

  @Option(names = "--to-visibility", description = "The visibility at the destination.")
  @Nullable String toVisibility;

  @Option(
      names = "--to-resource-group",
      description = "The resource group that the resource is in afterwards.")
  @Nullable String toResourceGroup;

  @Option(
      names = "--session",
      paramLabel = "ORGANIZATION",
      description = "Where the person has signed in (default: the account's organization).")
  @Nullable String session;

  @Option(names = "--no-session", description = "As a person who has not signed in.")
  boolean noSession;

  @Override
  public Integer call() throws InterruptedException {
    LocalState state = LocalState.running();
    try {
      JsonNode answer =
          Caller.json(state.enforcer(), state.serviceToken())
              .post("/access/v1/evaluation", question(state))
              .body();
      return print(answer);
    } catch (IOException e) {
      throw new IllegalStateException(CallFailure.at(state.enforcer(), e), e);
    }
  }

  private ObjectNode question(LocalState state) throws IOException, InterruptedException {
    int colon = resource.indexOf(':');
    if (colon <= 0) {
      throw new ParameterException(
          spec.commandLine(), "The resource must be TYPE:ID, such as model:acme/bert.");
    }
    ObjectNode question = StrictJson.mapper().createObjectNode();
    question.putObject("subject").put("type", "user").put("id", account);
    question.putObject("action").put("name", action);
    ObjectNode asked = question.putObject("resource");
    asked.put("type", resource.substring(0, colon)).put("id", resource.substring(colon + 1));
    ObjectNode properties = asked.putObject("properties");
    put(properties, "owner", owner);
    put(properties, "visibility", visibility);
    put(properties, "resource_group", resourceGroup);
    put(properties, "created_by", createdBy);
    if (to != null || toVisibility != null || toResourceGroup != null) {
      ObjectNode destination = properties.putObject("destination");
      put(destination, "owner", to);
      put(destination, "visibility", toVisibility);
      put(destination, "resource_group", toResourceGroup);
    }
    ObjectNode context = question.putObject("context").put("explain", true);
    String organization = session == null ? organization(state) : session;
    if (!noSession && !organization.isEmpty()) {
      context
          .putObject("session")
          .put("id", "bailiwick-check")
          .put("organization", organization)
          .put("authenticated_at", Instant.now().toString());
    }
    return question;
  }

  /** Returns the organization of a managed account; empty for any other. */
  private String organization(LocalState state) throws IOException, InterruptedException {
    return account.matches("[a-z0-9_]+")
        ? Caller.json(state.worker(), state.serviceToken())
            .get("/accounts/" + account)
            .body()
            .path("organization")
            .asText()
        : "";
  }

  private static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  private static int print(JsonNode answer) {
    if (!answer.has("decision")) {
      throw new IllegalStateException("the enforcer answers: " + answer.path("error").asText());
    }
    System.out.print(AnswerText.of(answer));
    return answer.get("decision").booleanValue() ? 0 : DENIED;
  }
}
