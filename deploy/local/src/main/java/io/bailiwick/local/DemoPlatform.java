package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.check.Caller.Answer;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A service of the platform, which asks the enforcer and reads accounts. */
record DemoPlatform(Caller enforcer, Caller worker) {

  /** Asks whether a person who has just signed in through an organization may perform an action. */
  Answer check(
      String subject, String organization, String action, String type, String id, Map<String, ?> of)
      throws IOException, InterruptedException {
    Map<String, Object> session =
        Map.of(
            "id",
            "demo",
            "organization",
            organization,
            "authenticated_at",
            Instant.now().toString());
    return enforcer
        .post(
            "/access/v1/evaluation",
            Map.of(
                "subject", Map.of("type", "user", "id", subject),
                "action", Map.of("name", action),
                "resource", Map.of("type", type, "id", id, "properties", of),
                "context", Map.of("session", session)))
        .expect(200);
  }

  /** Asks a question of the demo, as a member of acme. */
  Answer ask(DemoQuestion question) throws IOException, InterruptedException {
    return check(
        question.subject(),
        "acme",
        question.action(),
        question.type(),
        question.id(),
        question.of());
  }

  /** Returns whether a member may read a private model of its organization. */
  boolean mayRead(String subject, String organization) throws IOException, InterruptedException {
    return check(
            subject,
            organization,
            "repository.read",
            "model",
            organization + "/bert",
            Map.of("owner", organization, "visibility", "private"))
        .body()
        .get("decision")
        .booleanValue();
  }

  /** Returns all accounts of an organization: id to account. */
  Map<String, JsonNode> accounts(String organization) throws IOException, InterruptedException {
    Map<String, JsonNode> accounts = new HashMap<>();
    String after = "";
    while (true) {
      JsonNode page =
          worker
              .get("/accounts?limit=1000&organization=" + organization + "&after=" + after)
              .expect(200)
              .body();
      page.get("accounts").forEach(account -> accounts.put(account.get("id").textValue(), account));
      if (!page.has("next")) {
        return accounts;
      }
      after = page.get("next").textValue();
    }
  }

  /** Returns the handles of accounts; a smaller number than that of accounts shows a duplicate. */
  static Set<String> handles(Map<String, JsonNode> accounts) {
    Set<String> handles = new HashSet<>();
    accounts.values().forEach(account -> handles.add(account.path("handle").asText()));
    return handles;
  }
}
