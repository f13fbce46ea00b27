package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Revision;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several evaluations in one request (AuthZEN 1.0 section 7). */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class BatchTest extends Checks {
  private static final String FOREIGN =
      "{\"resource\":{\"type\":\"model\",\"id\":\"globex/m\",\"properties\":{\"visibility\":\"private\"}}}";
  private static final String OWN = "{}";

  @Test
  void answersInOrder() {
    batch("", OWN, FOREIGN, OWN)
        .body("decision", nullValue())
        .body("evaluations.decision", equalTo(List.of(true, false, true)))
        .body(
            "evaluations.context.reason",
            equalTo(List.of("allowed", "external_collaboration_forbidden", "allowed")));
  }

  @ParameterizedTest
  @CsvSource({
    "execute_all, 3",
    "deny_on_first_deny, 2",
    "permit_on_first_permit, 1",
  })
  void theSemanticEndsABatchEarly(String semantic, int answers) {
    batch(options(semantic), OWN, FOREIGN, OWN).body("evaluations", hasSize(answers));
  }

  @Test
  void aBadItemIsADenyForTheSemantic() {
    String bad = "{\"action\":{\"name\":7}}";
    batch(options("deny_on_first_deny"), OWN, bad, OWN).body("evaluations", hasSize(2));
    batch(options("permit_on_first_permit"), bad, OWN, OWN).body("evaluations", hasSize(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no_such_semantic", ""})
  void anUnknownSemanticIsABadRequest(String semantic) {
    post(options(semantic), OWN).statusCode(400).body("error", containsString("execute_all"));
  }

  /** An entity of an item replaces that of the defaults as a whole; the rest is inherited. */
  @Test
  void entitiesAreNotMerged() {
    batch("", "{\"resource\":{\"type\":\"model\",\"id\":\"acme/m\"}}", "{\"resource\":{}}")
        // Without the visibility of the defaults, it counts as private: still allowed to a member.
        .body("evaluations[0].context.reason", equalTo("allowed"))
        .body("evaluations[1].context.error.message", equalTo("resource.type is required"));
    batch("", "{\"context\":{}}").body("evaluations[0].context.reason", equalTo("sso_required"));
  }

  /** What is wrong with one item says nothing about the others. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "null",
        "[[{}]]",
        "{\"subject\":\"jane\"}",
        "{\"subject\":{\"type\":\"user\",\"id\":{\"deep\":[{\"er\":1}]}}}",
        "{\"action\":{}}",
        "{\"action\":{\"name\":\"\"}}",
        "{\"resource\":{\"type\":\"model\"}}",
        "{\"resource\":{\"type\":\"model\",\"id\":\"x\",\"id\":\"y\"}}",
        "{\"context\":{\"session\":7}}",
        "{\"context\":{\"session\":{\"id\":\"s\",\"organization\":\"acme\",\"authenticated_at\":\"then\"}}}"
      })
  void aBadItemIsDeniedAlone(String bad) {
    batch("", OWN, bad, OWN)
        .body("evaluations.decision", equalTo(List.of(true, false, true)))
        .body("evaluations[1].context.error.status", equalTo(400))
        .body("evaluations[1].context.error.message", notNullValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "{}", "[{}", "[{},]", "[{\"a\":}]"})
  void aBadBatchIsABadRequest(String evaluations) {
    caller("bailiwick.check")
        .body("{\"evaluations\":" + evaluations + "," + defaults() + "}")
        .post("/access/v1/evaluations")
        .then()
        .statusCode(400)
        .header("X-Request-ID", equalTo("r-1"))
        .body("error", notNullValue());
  }

  /** Absent or empty, a batch is a single evaluation. */
  @Test
  void withoutItemsItIsASingleEvaluation() {
    for (String evaluations : List.of("", "\"evaluations\":[],", "\"evaluations\":null,")) {
      caller("bailiwick.check")
          .body("{" + evaluations + defaults() + "}")
          .post("/access/v1/evaluations")
          .then()
          .statusCode(200)
          .body("decision", equalTo(true))
          .body("evaluations", nullValue());
    }
    caller("bailiwick.check")
        .body("{\"evaluations\":[]}")
        .post("/access/v1/evaluations")
        .then()
        .statusCode(400)
        .body("error", equalTo("subject is required"));
  }

  /** A single evaluation ignores them, as it ignores all unknown members. */
  @Test
  void aSingleEvaluationHasNoItems() {
    post("{\"evaluations\":7,\"options\":[]," + defaults() + "}")
        .then()
        .statusCode(200)
        .body("decision", equalTo(true));
  }

  @Test
  void manyItemsNeedNoDeepStack() {
    assertThat(
            batch("", Collections.nCopies(1000, OWN).toArray(String[]::new))
                .extract()
                .jsonPath()
                .getList("evaluations.decision", Boolean.class))
        .hasSize(1000)
        .doesNotContain(false);
    post("", Collections.nCopies(1001, OWN).toArray(String[]::new))
        .statusCode(400)
        .body("error", equalTo("evaluations has more than 1000 items"));
  }

  /** The items of a batch wait together: forty times half a second would be twenty. */
  @Test
  void itemsShareOneWait() {
    String token = new Revision(Revision.Kind.IDENTITY, jane, 99).token();
    String waits = "{\"context\":{\"at_least_as_fresh\":\"" + token + "\"," + session() + "}}";
    Instant began = Instant.now();
    batch("", Collections.nCopies(40, waits).toArray(String[]::new))
        .body("evaluations.context.reason", everyItem(equalTo("stale_projection")));
    assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(15));
  }

  /** The items share one look at the clock, but not beyond a wait; an id begins with its time. */
  @Test
  void itemsBehindAWaitAreDecidedByTheTimeAfterIt() {
    String token = new Revision(Revision.Kind.IDENTITY, jane, 99).token();
    String waits = "{\"context\":{\"at_least_as_fresh\":\"" + token + "\"," + session() + "}}";
    List<Long> times =
        batch("", OWN, waits, OWN)
            .extract()
            .jsonPath()
            .getList("evaluations.context.evaluation_id", String.class)
            .stream()
            .map(id -> Long.parseLong(id.substring(0, 12), 16))
            .toList();
    assertThat(times.get(1) - times.getFirst()).isGreaterThan(400);
    assertThat(times.getLast()).isGreaterThanOrEqualTo(times.get(1));
  }

  /** An item that waits holds the ones after it, and each answer keeps its place. */
  @Test
  void itemsThatWaitKeepTheirPlace() {
    String token = new Revision(Revision.Kind.IDENTITY, jane, 2).token();
    String waits = "{\"context\":{\"at_least_as_fresh\":\"" + token + "\"," + session() + "}}";
    batch("", OWN, waits, FOREIGN)
        .body(
            "evaluations.context.reason",
            equalTo(List.of("allowed", "stale_projection", "external_collaboration_forbidden")));
    send(Topics.IDENTITIES, new IdentityEvent.Updated(identity(2, IdentityStatus.ACTIVE)));
    send(Topics.ACCOUNTS, new AccountEvent.Updated(account(2, AccountStatus.ACTIVE)));
    beat();
    batch("", OWN, waits, FOREIGN)
        .body(
            "evaluations.context.reason",
            equalTo(List.of("allowed", "allowed", "external_collaboration_forbidden")));
  }

  /** An explanation is long, so that a small batch could ask for megabytes of them. */
  @Test
  void explainsOnlySomeItems() {
    String explain = "{\"context\":{\"explain\":true," + session() + "}}";
    JsonPath answer =
        caller("bailiwick.check bailiwick.check.explain")
            .body(
                "{\"evaluations\":["
                    + String.join(",", Collections.nCopies(60, explain))
                    + "],"
                    + defaults()
                    + "}")
            .post("/access/v1/evaluations")
            .jsonPath();
    assertThat(answer.getList("evaluations.decision")).hasSize(60).containsOnly(true);
    assertThat(answer.getList("evaluations.context.findAll { it.explanation != null }"))
        .hasSize(50);
  }

  @Test
  void explainsToThoseWhoMayAsk() {
    String explain = "{\"context\":{\"explain\":true," + session() + "}}";
    batch("", explain).body("evaluations[0].context.reason_admin", nullValue());
    caller("bailiwick.check bailiwick.check.explain")
        .body(
            "{\"evaluations\":[{}],"
                + defaults().replace("\"context\":{", "\"context\":{\"explain\":true,\"sesion\":7,")
                + "}")
        .post("/access/v1/evaluations")
        .then()
        .body("evaluations[0].context.reason_admin.200", containsString("context.sesion"));
    caller("bailiwick.check bailiwick.check.explain")
        .body("{\"evaluations\":[" + explain + "]," + defaults() + "}")
        .post("/access/v1/evaluations")
        .then()
        .body(
            "evaluations[0].context.reason_admin.200",
            equalTo("The account may do it. Allowed by: repository.read (own)."));
  }

  private ValidatableResponse batch(String options, String... items) {
    return post(options, items).statusCode(200).contentType("application/json");
  }

  private ValidatableResponse post(String options, String... items) {
    return caller("bailiwick.check")
        .body("{\"evaluations\":[" + String.join(",", items) + "]," + options + defaults() + "}")
        .post("/access/v1/evaluations")
        .then();
  }

  private static String options(String semantic) {
    return "\"options\":{\"evaluations_semantic\":\"" + semantic + "\"},";
  }

  private String defaults() {
    String body = body(jane, "{\"name\":\"repository.read\"}", read(), session());
    return body.substring(1, body.length() - 1);
  }
}
