package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.local.NaiveOrganization.Group;
import io.bailiwick.local.NaiveOrganization.Person;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Compares an organization with its model: users and groups of the gateway, accounts of the worker,
 * checks of the enforcer.
 *
 * <p>It waits until the worker has applied the last version of everything that the gateway holds.
 * So the comparison of the accounts is one, and a state of before cannot pass for the right one.
 */
final class ModelComparison {
  /** The actions and the least roles that they need, with private content. */
  private static final Map<String, String> ACTIONS =
      new TreeMap<>(
          Map.of(
              "repository.read", "read",
              "repository.create", "contributor",
              "repository.rename", "write",
              "repository.delete", "admin"));

  private final NaiveOrganization model;
  private final Caller scim;
  private final Caller operator = RunningSystem.operator();
  private final Caller worker;
  private final DemoPlatform platform = RunningSystem.platform();

  /** An account keeps its handle for ever, and no other one gets it. */
  private final Map<String, String> handles = new HashMap<>();

  ModelComparison(NaiveOrganization model, Caller scim) {
    this.model = model;
    this.scim = scim;
    LocalState state = RunningSystem.state();
    this.worker = Caller.json(state.worker(), state.operatorToken());
  }

  /** Waits until the system is quiet, and compares. */
  void compare(String other) throws IOException, InterruptedException {
    settle();
    assertThat(users()).as("users of %s", model.id).isEqualTo(expectedUsers());
    Map<String, String> expected = new TreeMap<>();
    model.people.forEach(person -> expected.put(person.id, model.account(person)));
    Map<String, JsonNode> accounts = platform.accounts(model.id);
    Map<String, String> found = new TreeMap<>();
    accounts.forEach((id, account) -> found.put(id, words(account)));
    assertThat(found).as("accounts of %s", model.id).isEqualTo(expected);
    accounts.forEach(
        (id, account) -> {
          String handle = account.path("handle").asText();
          assertThat(handles.getOrDefault(id, handle)).as("handle of %s", id).isEqualTo(handle);
          handles.put(id, handle);
        });
    assertThat(new TreeSet<>(handles.values())).hasSameSizeAs(handles.keySet());
    Map<String, Boolean> decisions = new TreeMap<>();
    model.people.forEach(person -> expectDecisions(person, other, decisions));
    patiently().untilAsserted(() -> assertThat(decisions(other)).isEqualTo(decisions));
  }

  private static ConditionFactory patiently() {
    return Awaitility.await()
        .atMost(RunningSystem.PATIENCE)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(30));
  }

  private void settle() {
    Map<String, String> pending = new TreeMap<>();
    try {
      patiently()
          .until(
              () -> {
                pending.clear();
                pending.putAll(pending());
                return pending.isEmpty();
              });
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(model.id + " does not settle: " + pending, late);
    }
  }

  /** Returns what the worker has not applied: the versions of the gateway, and differing plans. */
  private Map<String, String> pending() throws IOException, InterruptedException {
    Map<String, String> pending = new TreeMap<>();
    Map<String, JsonNode> accounts = platform.accounts(model.id);
    for (JsonNode user : scim.get("/Users?count=200").expect(200).body().path("Resources")) {
      String id = user.path("id").asText();
      String version = user.at("/meta/version").asText().replaceAll("[^0-9]", "");
      JsonNode account = accounts.get(id);
      if (account == null || !account.path("identityVersion").asText().equals(version)) {
        pending.put(id, version + " is not applied: " + account);
      }
    }
    for (Person person : model.people) {
      JsonNode account = accounts.get(person.id);
      if (person.gone
          && (account == null || !account.path("status").asText().equals("DEPROVISIONED"))) {
        pending.put(person.id, "the deletion is not applied");
      }
    }
    String version =
        operator.get("/organizations/" + model.id).expect(200).body().path("version").asText();
    JsonNode report =
        worker.post("/organizations/" + model.id + "/reconciliation?dryRun=true").body();
    if (!report.path("organizationVersion").asText().equals(version)
        || report.path("differing").asInt(1) + report.path("failed").asInt(1) > 0) {
      pending.put(model.id, version + " is not applied: " + report);
    }
    return pending;
  }

  private Map<String, String> users() throws IOException, InterruptedException {
    Map<String, String> users = new TreeMap<>();
    for (JsonNode user : scim.get("/Users?count=200").expect(200).body().path("Resources")) {
      TreeSet<String> groups = new TreeSet<>();
      user.path("groups").forEach(group -> groups.add(group.path("value").asText()));
      users.put(
          user.path("id").asText(),
          user.path("userName").asText() + " " + user.path("active") + " " + groups);
    }
    return users;
  }

  private Map<String, String> expectedUsers() {
    Map<String, String> users = new TreeMap<>();
    for (Person person : model.live()) {
      TreeSet<String> groups = new TreeSet<>();
      for (Group group : model.groups) {
        if (group.members.contains(person)) {
          groups.add(group.id);
        }
      }
      users.put(person.id, person.userName + " " + person.active + " " + groups);
    }
    return users;
  }

  /** Returns an account in the words of the model. */
  private static String words(JsonNode account) {
    String status = account.path("status").asText();
    Map<String, String> grants = new TreeMap<>();
    for (JsonNode grant : account.path("grants")) {
      Map<String, String> reasons = new TreeMap<>();
      for (JsonNode source : grant.path("sources")) {
        reasons.put(
            source.path("source").asText() + " " + source.path("value").asText(), role(source));
      }
      grants.put(grant.path("resourceGroup").asText(), role(grant) + " " + reasons);
    }
    if (status.equals("DEPROVISIONED")) {
      return status + " " + account.at("/departure/content").asText() + " " + grants;
    }
    TreeSet<String> suspensions = new TreeSet<>();
    account.path("suspensions").forEach(reason -> suspensions.add(reason.asText()));
    String source = account.at("/roleExplanation/source").asText();
    return status + " " + suspensions + " " + source + " " + role(account) + " " + grants;
  }

  private static String role(JsonNode node) {
    return node.path("role").asText().toLowerCase(Locale.ROOT);
  }

  private void expectDecisions(Person person, String other, Map<String, Boolean> decisions) {
    ACTIONS.forEach(
        (action, least) -> {
          decisions.put(question(person, action, model.id, ""), model.may(person, least, ""));
          for (String room : RandomSettings.ROOMS) {
            decisions.put(question(person, action, model.id, room), model.may(person, least, room));
          }
        });
    decisions.put(question(person, "repository.read", other, ""), false);
  }

  private Map<String, Boolean> decisions(String other) throws IOException, InterruptedException {
    Map<String, Boolean> decisions = new TreeMap<>();
    for (Person person : model.people) {
      for (String action : ACTIONS.keySet()) {
        ask(person, action, model.id, "", decisions);
        for (String room : RandomSettings.ROOMS) {
          ask(person, action, model.id, room, decisions);
        }
      }
      ask(person, "repository.read", other, "", decisions);
    }
    return decisions;
  }

  private void ask(
      Person person, String action, String owner, String room, Map<String, Boolean> decisions)
      throws IOException, InterruptedException {
    Map<String, String> properties = new HashMap<>(Map.of("owner", owner, "visibility", "private"));
    if (!room.isEmpty()) {
      properties.put("resource_group", room);
    }
    JsonNode answer =
        platform.check(person.id, model.id, action, "model", owner + "/bert", properties).body();
    decisions.put(question(person, action, owner, room), answer.path("decision").asBoolean());
  }

  private static String question(Person person, String action, String owner, String room) {
    return "%s %s %s %s".formatted(person.id, action, owner, room);
  }
}
