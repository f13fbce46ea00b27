package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.enforcer.decision.Scenario;
import io.bailiwick.enforcer.decision.World;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Role;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * All scenarios over HTTP, singly and in batches, with the answers that the policy itself gives.
 *
 * <p>A scenario has one organization and one account. Here there is an organization for each of the
 * limits, and in it a jane for each role.
 */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class ScenariosTest extends Checks {
  private static final String EVALUATION = "/access/v1/evaluation";
  private static final int BATCH = 100;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String token =
      EnforcerServers.issuer().token("platform", "bailiwick.check", Duration.ofMinutes(5));

  /** The organizations by limits, and the accounts by limits, role and grant. */
  private final Map<String, String> organizations = new HashMap<>(Map.of("", "acme"));

  private final Map<List<String>, String> accounts = new HashMap<>();

  @Test
  void areAnsweredAsByThePolicy() throws IOException, InterruptedException {
    List<Scenario> scenarios = Scenario.all();
    for (Scenario scenario : scenarios) {
      jane(scenario);
    }
    Awaitility.await().atMost(PATIENCE).until(this::allAreKnown);
    SoftAssertions answers = new SoftAssertions();
    for (Scenario scenario : scenarios) {
      compare(answers, scenario, ask(EVALUATION, question(scenario)));
    }
    for (int from = 0; from < scenarios.size(); from += BATCH) {
      List<Scenario> some = scenarios.subList(from, Math.min(from + BATCH, scenarios.size()));
      List<Map<String, Object>> questions = new ArrayList<>();
      for (Scenario scenario : some) {
        questions.add(question(scenario));
      }
      JsonNode batch = ask(EVALUATION + "s", Map.of("evaluations", questions)).get("evaluations");
      for (int n = 0; n < some.size(); n++) {
        compare(answers, some.get(n), batch.path(n));
      }
    }
    answers.assertAll();
    assertThat(scenarios).hasSizeGreaterThan(500);
  }

  private static void compare(SoftAssertions answers, Scenario scenario, JsonNode answer) {
    answers
        .assertThat(answer.at("/context/reason").asText())
        .as(scenario.toString())
        .isEqualTo(scenario.reason());
    answers
        .assertThat(answer.path("decision").asBoolean())
        .as(scenario.toString())
        .isEqualTo(scenario.isAllowed());
  }

  private boolean allAreKnown() throws IOException, InterruptedException {
    for (String account : accounts.values()) {
      JsonNode answer =
          ask(
              EVALUATION,
              Map.of(
                  "subject", Map.of("type", "user", "id", account),
                  "action", Map.of("name", "nothing.known"),
                  "resource", Map.of("type", "model", "id", "x"),
                  "context", Map.of()));
      if (!answer.at("/context/reason").asText().equals("sso_required")) {
        return false;
      }
    }
    return true;
  }

  private Map<String, Object> question(Scenario scenario) {
    String jane = jane(scenario);
    Map<String, Object> properties = new TreeMap<>();
    scenario.owner().ifPresent(owner -> properties.put("owner", here(owner, scenario)));
    scenario.visibility().ifPresent(seen -> properties.put("visibility", seen));
    scenario.group().ifPresent(group -> properties.put("resource_group", group));
    scenario
        .createdBy()
        .ifPresent(who -> properties.put("created_by", who.equals("jane") ? jane : who));
    scenario
        .to()
        .ifPresent(
            to -> {
              Map<String, String> destination = new TreeMap<>();
              to.owner().ifPresent(owner -> destination.put("owner", here(owner, scenario)));
              to.visibility().ifPresent(seen -> destination.put("visibility", seen));
              to.group().ifPresent(group -> destination.put("resource_group", group));
              properties.put("destination", destination);
            });
    scenario
        .scopes()
        .ifPresent(
            scopes ->
                properties.put(
                    "scopes",
                    scopes.stream().map(owner -> Map.of("owner", here(owner, scenario))).toList()));
    return Map.of(
        "subject", Map.of("type", "user", "id", scenario.subject().orElse(jane)),
        "action", Map.of("name", scenario.action()),
        "resource",
            Map.of(
                "type", scenario.type(),
                "id", here(scenario.id(), scenario),
                "properties", properties),
        "context", context(scenario));
  }

  private JsonNode ask(String path, Map<String, Object> question)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(StrictJson.write(question)))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as("%s", question).isEqualTo(200);
    return StrictJson.mapper().readTree(response.body());
  }

  private Map<String, Object> context(Scenario scenario) {
    String acme = organizations.getOrDefault(limits(scenario), "acme");
    Instant signedIn = now.minusSeconds(60);
    Map<String, String> session = session(acme, signedIn);
    return switch (scenario.session().orElse("")) {
      case "none" -> Map.of();
      case "globex" -> Map.of("session", session("globex", signedIn));
      case "old" -> Map.of("session", session(acme, now.minus(Duration.ofDays(8))));
      case "future" -> Map.of("session", session(acme, now.plusSeconds(3600)));
      case "revoked" -> Map.of("session", session(acme, now.minusSeconds(1200)));
      case "credential" ->
          Map.of(
              "credential",
              Map.of(
                  "type",
                  "token",
                  "id",
                  "t",
                  "created_at",
                  signedIn.toString(),
                  "session",
                  session));
      case "credential-undated" ->
          Map.of("credential", Map.of("type", "token", "id", "t", "session", session));
      default -> Map.of("session", session);
    };
  }

  private static Map<String, String> session(String organization, Instant at) {
    return Map.of("id", "s", "organization", organization, "authenticated_at", at.toString());
  }

  /** Returns a text of a scenario with the names of its organization and account. */
  private String here(String text, Scenario scenario) {
    return text.replace("jane-acme", handle(jane(scenario)))
        .replace("acme", organizations.getOrDefault(limits(scenario), "acme"));
  }

  private static String limits(Scenario scenario) {
    return scenario.limits().orElse("");
  }

  private static String role(Scenario scenario) {
    return scenario.role().orElse("contributor");
  }

  private static String handle(String account) {
    return "jane-" + account.substring(4);
  }

  /** Returns the account of a scenario; publishes what is new. */
  private String jane(Scenario scenario) {
    return jane(limits(scenario), role(scenario), scenario.granted());
  }

  private String jane(String limits, String role, Optional<Role> granted) {
    String acme =
        organizations.computeIfAbsent(
            limits,
            word -> {
              String id = "acme" + organizations.size();
              send(
                  Topics.ORGANIZATIONS,
                  new OrganizationEvent.Created(World.organization(id, word)));
              return id;
            });
    return accounts.computeIfAbsent(
        List.of(limits, role, granted.map(Role::wireName).orElse("")),
        key -> {
          String id = ManagedId.of(UUID.randomUUID());
          send(Topics.ACCOUNTS, new AccountEvent.Created(account(id, acme, role, granted)));
          send(Topics.IDENTITIES, new IdentityEvent.Created(identity(id, acme)));
          return id;
        });
  }

  private Account account(String id, String acme, String role, Optional<Role> granted) {
    return SampleMember.account(
        id,
        acme,
        1,
        AccountStatus.ACTIVE,
        handle(id),
        Role.named(role).orElseThrow(),
        granted.map(given -> Map.of("research", given)).orElse(Map.of()),
        now);
  }

  private Identity identity(String id, String acme) {
    return SampleMember.identity(
        id, acme, 1, IdentityStatus.ACTIVE, Optional.of(now.minusSeconds(600)), now, now);
  }
}
