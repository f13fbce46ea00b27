package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Organization;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proposed settings are evaluated before they are in force, and without effects. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class DryRunTest extends Members {
  private static final String CREATE = "repository.create";
  private static final String OPEN = "/limits/publicContent=ORGANIZATION_SETTING";

  @Inject MeterRegistry metrics;

  @Test
  void reportsTheRecentChecksThatWouldChange() {
    Organization some = known(organizationOf("dry-some"));
    String member = member(some);
    String other = member(known(organizationOf("dry-other")));
    publish(member, some);
    publish(member, some);
    publish(other, some);
    post(body(member, "{\"name\":\"repository.read\"}", publishing(some), session(some)));
    double decided = decided();
    ValidatableResponse report = dryRun(changed(some, OPEN)).statusCode(200);
    report
        .body("organization", equalTo("dry-some"))
        .body("version", equalTo(1))
        .body("evaluated", equalTo(3))
        .body("allow_to_deny", equalTo(0))
        .body("deny_to_allow", equalTo(2))
        .body("other_reason", equalTo(0))
        .body("changes.action", equalTo(List.of(CREATE)))
        .body("changes[0].count", equalTo(2))
        .body("changes[0].before.decision", equalTo(false))
        .body("changes[0].before.reason", equalTo("public_content_forbidden"))
        .body("changes[0].after.decision", equalTo(true))
        .body("changes[0].after.reason", equalTo("allowed"))
        .body("changes[0].examples[0].subject", equalTo(member))
        .body("changes[0].examples[0].resource", equalTo("model:dry-some/m"));
    dryRun(changed(some)).body("changes", empty());
    dryRun(changed(some, "/enforcement=GLOBAL", "/sessions/notBefore=" + now.plusSeconds(60)))
        .body("allow_to_deny", equalTo(1))
        .body("other_reason", equalTo(2));
    assertThat(decided()).as("a dry run counts as no decision").isEqualTo(decided);
  }

  /** Roles come from the settings too, but by the worker: the caller says what they would be. */
  @Test
  void appliesTheRolesThatAccountsWouldHave() {
    Organization roles = known(organizationOf("dry-roles"));
    String member = member(roles);
    publish(member, roles);
    ObjectNode body = changed(roles, OPEN);
    body.putObject("roles").put(member, "read");
    dryRun(body)
        .body("deny_to_allow", equalTo(0))
        .body("other_reason", equalTo(1))
        .body("changes[0].after.reason", equalTo("role_insufficient"));
  }

  @Test
  void watchesTheChecksThatComeIn() {
    Organization watched = known(organizationOf("dry-watched"));
    String member = member(watched);
    publish(member, watched);
    ObjectNode body = changed(watched, OPEN).put("watch", "PT1S");
    CompletableFuture<ValidatableResponse> report =
        CompletableFuture.supplyAsync(() -> dryRun(body));
    int asked = 0;
    while (!report.isDone()) {
      publish(member, watched);
      asked++;
    }
    int changes = report.join().statusCode(200).extract().path("deny_to_allow");
    assertThat(changes).isBetween(1, asked);
  }

  @Test
  void reportsTheAssertionsThatWouldFail() {
    Organization kept = known(organizationOf("dry-kept").lockedDown(Optional.of(now)));
    String member = member(kept);
    ObjectNode body = changed(kept, OPEN);
    body.putArray("assertions")
        .add(assertion("no member publishes", "role", "contributor", CREATE, "deny", kept))
        .add(assertion("jane does not publish", "subject", member, CREATE, "deny", kept))
        .add(assertion("readers do not publish", "role", "read", CREATE, "deny", kept))
        .add(assertion("jane deletes", "subject", member, "repository.delete", "allow", kept))
        .add(assertion("jane reads", "subject", member, "repository.read", "allow", kept))
        .add(assertion("misspelled", "subject", member, "repository.raed", "deny", kept))
        .add(assertion("outsiders do not read", "subject", "joe", CREATE, "deny", kept))
        .add(assertion("unknown", "subject", "mgd_nobody", CREATE, "deny", kept));
    assertions(body)
        .statusCode(200)
        .body("evaluated", equalTo(8))
        .body(
            "failed.name",
            equalTo(
                List.of(
                    "no member publishes",
                    "jane does not publish",
                    "jane deletes",
                    "misspelled",
                    "unknown")))
        .body(
            "failed.reason",
            equalTo(
                List.of(
                    "allowed",
                    "allowed",
                    "role_insufficient",
                    "unknown_action",
                    "unknown_subject")))
        .body(
            "failed.rule",
            equalTo(List.of("conditions", "conditions", "conditions", "catalogue", "known")))
        .body("failed.already", equalTo(List.of(false, false, true, true, true)));
    body.putObject("roles").put(member, "read");
    assertions(body)
        .body(
            "failed.name",
            equalTo(List.of("no member publishes", "jane deletes", "misspelled", "unknown")));
  }

  @ParameterizedTest
  @CsvSource({
    "/expect, never, expect",
    "/role, owner, role",
    "/subject, joe, either a subject or a role",
    "/resource, acme/m, resource",
    "/resource/properties/visbility, public, visbility",
    "/action, , action is required",
  })
  void saysWhatIsWrongWithAnAssertion(String pointer, String value, String words) {
    Organization wrong = known(organizationOf("dry-wrong"));
    ObjectNode body = changed(wrong);
    ObjectNode assertion = assertion("x", "role", "read", CREATE, "deny", wrong);
    set(assertion, pointer, value);
    body.putArray("assertions").add(assertion);
    assertions(body).statusCode(400).body("error", containsString(words));
  }

  @Test
  void rejectsWhatItCannotRun() {
    Organization known = known(organizationOf("dry-bad"));
    dryRun(changed(organizationOf("dry-unknown")))
        .statusCode(400)
        .body("error", containsString("proposed.id"));
    dryRun(changed(known, "/limits/publicContent=SOMETIMES"))
        .statusCode(400)
        .body("error", containsString("limits.publicContent"));
    for (String time : List.of("PT0S", "-PT1S", "PT31S")) {
      dryRun(changed(known).put("watch", time))
          .statusCode(400)
          .body("error", containsString("watch"));
    }
    caller("bailiwick.check bailiwick.check.search")
        .body(changed(known).toString())
        .post("/access/v1/dry-run")
        .then()
        .statusCode(403)
        .body("error", containsString("bailiwick.check.dry-run"));
  }

  private static ObjectNode assertion(
      String name, String kind, String who, String action, String expect, Organization its) {
    ObjectNode assertion =
        StrictJson.mapper()
            .valueToTree(Map.of("name", name, kind, who, "action", action, "expect", expect));
    assertion.set(
        "resource",
        StrictJson.mapper()
            .valueToTree(
                Map.of(
                    "type",
                    "model",
                    "id",
                    its.id() + "/m",
                    "properties",
                    Map.of("visibility", action.equals(CREATE) ? "public" : "private"))));
    return assertion;
  }

  /** Returns a body whose proposal has some other members, by their JSON pointers. */
  private static ObjectNode changed(Organization base, String... changes) {
    ObjectNode proposed = StrictJson.mapper().valueToTree(base);
    for (String change : changes) {
      String[] parts = change.split("=", 2);
      set(proposed, parts[0], parts[1]);
    }
    ObjectNode body = StrictJson.mapper().createObjectNode();
    body.set("proposed", proposed);
    return body;
  }

  private static void set(ObjectNode object, String pointer, String value) {
    int name = pointer.lastIndexOf('/');
    JsonNode parent = object.at(pointer.substring(0, name));
    ((ObjectNode) parent).put(pointer.substring(name + 1), value);
  }

  private double decided() {
    return metrics.find("bailiwick.decisions").functionCounters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private void publish(String member, Organization place) {
    String action = "{\"name\":\"" + CREATE + "\"}";
    post(body(member, action, publishing(place), session(place))).then().statusCode(200);
  }

  private static String publishing(Organization place) {
    return read().replace("private", "public").replace("acme", place.id());
  }

  private String session(Organization its) {
    return session().replace("acme", its.id());
  }

  private static ValidatableResponse dryRun(ObjectNode body) {
    return send(body, "dry-run");
  }

  private static ValidatableResponse assertions(ObjectNode body) {
    return send(body, "assertions");
  }

  private static ValidatableResponse send(ObjectNode body, String path) {
    return caller("bailiwick.check.dry-run")
        .body(body.toString())
        .post("/access/v1/" + path)
        .then();
  }
}
