package io.bailiwick.enforcer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.nullValue;

import io.bailiwick.model.Role;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.common.mapper.TypeRef;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The checks of the certification scenario of AuthZEN 1.0, one method for each of its levels. The
 * scenario's policy decides by the properties that a caller states: a role of the subject, a status
 * of the resource, a kind of deletion. This policy never takes them for facts, so the scenario is
 * played with real accounts, and its eight decisions follow from what is known about them:
 *
 * <ul>
 *   <li>alice may write in acme; bob is an administrator, but of globex;
 *   <li>record-1 is a public model of acme, record-2 (archived) a model of globex;
 *   <li>a soft deletion hides a model, and a hard one is {@code repository.delete};
 *   <li>the searched resources are organizations, because the enforcer knows no others;
 *   <li>each context has the session of its subject.
 * </ul>
 *
 * <p>One advisory check is not met on purpose: an item that states a resource without its type does
 * not inherit the type of the defaults ("batch with default value merging"; see BatchTest).
 */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class CertificationTest extends Members {
  private static final String SCOPES = "bailiwick.check bailiwick.check.search";
  private static final List<String> PATHS =
      List.of("evaluation", "evaluations", "search/subject", "search/resource", "search/action");

  private static final String READ = action("repository.read", "");
  private static final String WRITE = action("repository.write", "");
  private static final String SOFT_DELETE = action("repository.update-visibility", "\"soft\":true");
  private static final String HARD_DELETE = action("repository.delete", "\"soft\":false");
  private static final String FOLLOW = action("organization.follow", "");
  private static final String RECORD_1 = model("acme/record-1", "active", "");
  private static final String RECORD_2 = model("globex/record-2", "archived", "");
  private static final String HIDDEN_1 =
      model("acme/record-1", "active", ",\"destination\":{\"visibility\":\"private\"}");
  private static final String MODEL_WITHOUT_ID = "\"resource\":{\"type\":\"model\"}";
  private static final String ANY_USER = "\"subject\":{\"type\":\"user\"}";
  private static final String ANY_ORGANIZATION = "\"resource\":{\"type\":\"organization\"}";
  private static final String ASSUMED = "\"context\":{\"assume_session\":true}";

  private String alice = "";
  private String bob = "";

  @BeforeEach
  void fixture() {
    alice = member(known(organizationOf("acme")), Role.WRITE);
    bob = member(known(organizationOf("globex")), Role.ADMIN);
  }

  @Test
  void basicCore() {
    decides(true, user(alice), READ, RECORD_1, as("acme"));
    decides(true, user(alice), WRITE, RECORD_1, as("acme"));
    decides(true, user(bob), READ, RECORD_1, as("globex"));
    decides(false, user(bob), WRITE, RECORD_1, as("globex"));
    String time = ",\"time\":\"2025-06-27T18:03-07:00\",\"ip\":\"192.168.1.1\"";
    decides(true, user(alice), READ, RECORD_1, as("acme", time));
    decides(
        true,
        user(alice, "\"department\":\"Sales\",\"role\":\"manager\""),
        action("repository.read", "\"method\":\"GET\""),
        RECORD_1,
        as("acme"));
    String unknown = "\"foo\":\"bar\",\"futureField\":{\"nested\":true}";
    decides(true, user(alice), READ, RECORD_1, as("acme"), unknown);
    for (int again = 0; again < 3; again++) {
      decides(false, user(bob), WRITE, RECORD_1, as("globex"));
    }
  }

  @Test
  void basicErrors() {
    String user = user(alice);
    for (String path : List.of("evaluation", "evaluations")) {
      bad(path, READ, RECORD_1);
      bad(path, user, RECORD_1);
      bad(path, user, READ);
      bad(path, "\"subject\":{\"id\":\"" + alice + "\"}", READ, RECORD_1);
      bad(path, "\"subject\":{\"type\":\"user\"}", READ, RECORD_1);
      bad(path, user, "\"action\":{}", RECORD_1);
      bad(path, user, READ, "\"resource\":{\"id\":\"acme/record-1\"}");
      bad(path, user, READ, MODEL_WITHOUT_ID);
      bad(path, "\"subject\":\"alice\"", READ, RECORD_1);
      bad(path, user, "\"action\":{\"name\":123}", RECORD_1);
    }
  }

  /** The same holds for each API. */
  @Test
  void transport() {
    String token = EnforcerServers.issuer().token("platform", SCOPES, Duration.ofMinutes(5));
    for (String path : PATHS) {
      for (String body : List.of("", "{\"subject\":", "not JSON")) {
        send(path, body).statusCode(400).header("X-Request-ID", equalTo("r-1"));
      }
      caller(SCOPES)
          .contentType(ContentType.TEXT)
          .body(json(user(alice), READ, RECORD_1))
          .post("/access/v1/" + path)
          .then()
          .statusCode(400)
          .header("X-Request-ID", equalTo("r-1"));
      given()
          .header("Authorization", "Bearer " + token)
          .contentType(ContentType.JSON)
          .body(json(user(alice), READ, RECORD_1, as("acme")))
          .post("/access/v1/" + path)
          .then()
          .statusCode(200)
          .contentType("application/json");
    }
  }

  @Test
  void basicProperties() {
    String admin = user(bob, "\"role\":\"admin\"");
    decides(false, user(alice), WRITE, RECORD_2, as("acme"));
    decides(true, admin, WRITE, RECORD_2, as("globex"));
    decides(true, user(alice), SOFT_DELETE, HIDDEN_1, as("acme"));
    decides(false, user(alice), HARD_DELETE, RECORD_1, as("acme"));
  }

  @Test
  void batchCore() {
    batch(user(alice), READ, as("acme"), items(RECORD_1, RECORD_2))
        .body("evaluations", hasSize(2))
        .body("evaluations.decision", everyItem(instanceOf(Boolean.class)));
    batch(user(bob), RECORD_1, as("globex"), items(READ, WRITE))
        .body("decision", nullValue())
        .body("evaluations.decision", equalTo(List.of(true, false)));
    batch(
            items(
                String.join(",", user(alice), READ, RECORD_1, as("acme")),
                String.join(",", user(bob), WRITE, RECORD_1, as("globex"))))
        .body("evaluations.decision", equalTo(List.of(true, false)));
    String override = as("acme", ",\"source\":\"batch-override\"");
    batch(user(alice), READ, as("acme"), items(RECORD_1, RECORD_1 + "," + override))
        .body("evaluations.decision", equalTo(List.of(true, true)));
    batch(user(alice), READ, as("acme"), "\"evaluations\":[{" + RECORD_1 + "},{}]")
        .body("evaluations", hasSize(2))
        .body("evaluations.decision", equalTo(List.of(true, false)));
    batch(user(alice), READ, RECORD_1, as("acme")).body("decision", equalTo(true));
    batch(user(alice), READ, RECORD_1, as("acme"), "\"evaluations\":[]")
        .body("decision", equalTo(true));
  }

  @Test
  void batchProperties() {
    batch(user(alice), WRITE, as("acme"), items(RECORD_1, RECORD_2))
        .body("evaluations.decision", equalTo(List.of(true, false)));
    String admin = user(bob, "\"role\":\"admin\"");
    batch(WRITE, RECORD_2, items(user(alice) + "," + as("acme"), admin + "," + as("globex")))
        .body("evaluations.decision", equalTo(List.of(false, true)));
  }

  @Test
  void searchCore() {
    search("subject", ANY_USER, READ, RECORD_1, ASSUMED)
        .body("results.type", everyItem(equalTo("user")))
        .body("results.id", hasItems(alice, bob));
    search("resource", user(alice), FOLLOW, ANY_ORGANIZATION, as("acme"))
        .body("results.type", everyItem(equalTo("organization")))
        .body("results.id", hasItem("acme"));
    search("action", user(alice), RECORD_1, as("acme"))
        .body("results.name", hasItems("repository.read", "repository.write"));
    String token =
        search("subject", ANY_USER, READ, RECORD_1, ASSUMED, "\"page\":{\"limit\":1}")
            .body("results", hasSize(1))
            .body("page.count", equalTo(1))
            .extract()
            .path("page.next_token");
    String next = "\"page\":{\"token\":\"" + token + "\"}";
    search("subject", ANY_USER, READ, RECORD_1, ASSUMED, next)
        .body("results", hasSize(1))
        .body("page.next_token", instanceOf(String.class));
    search("action", user("mgd_nonexistent-user"), RECORD_1, as("acme")).body("results", empty());
    search("subject", "\"subject\":{\"type\":\"spaceship\"}", READ, RECORD_1, ASSUMED)
        .body("results", empty());
    bad("search/subject", ANY_USER, RECORD_1);
    bad("search/resource", READ, ANY_ORGANIZATION);
    bad("search/action", user(alice));
    bad("search/subject", ANY_USER, READ, MODEL_WITHOUT_ID);
    bad("search/resource", ANY_USER, READ, ANY_ORGANIZATION);
  }

  @Test
  void searchProperties() {
    String admin = user(bob, "\"role\":\"admin\"");
    search("subject", ANY_USER, WRITE, RECORD_2, ASSUMED).body("results.id", hasItem(bob));
    search("resource", admin, FOLLOW, ANY_ORGANIZATION, as("globex"))
        .body("results.id", hasItem("globex"));
    search("action", admin, RECORD_2, as("globex"))
        .body("results.name", hasItem("repository.write"));
  }

  @Test
  void discovery() {
    Map<String, String> metadata =
        given()
            .get("/.well-known/authzen-configuration")
            .then()
            .statusCode(200)
            .contentType("application/json")
            .extract()
            .as(new TypeRef<>() {});
    assertThat(metadata.remove("policy_decision_point")).isEqualTo("https://pdp.example");
    assertThat(metadata).containsKey("access_evaluation_endpoint");
    assertThat(metadata.values())
        .containsExactlyInAnyOrderElementsOf(
            PATHS.stream().map(path -> "https://pdp.example/access/v1/" + path).toList());
  }

  private static void decides(boolean decision, String... members) {
    send("evaluation", json(members))
        .statusCode(200)
        .contentType("application/json")
        .header("X-Request-ID", equalTo("r-1"))
        .body("decision", equalTo(decision));
  }

  private static ValidatableResponse batch(String... members) {
    return send("evaluations", json(members)).statusCode(200).contentType("application/json");
  }

  private static ValidatableResponse search(String kind, String... members) {
    return send("search/" + kind, json(members))
        .statusCode(200)
        .contentType("application/json")
        .body("results", instanceOf(List.class));
  }

  private static void bad(String path, String... members) {
    send(path, json(members)).statusCode(400).header("X-Request-ID", equalTo("r-1"));
  }

  private static ValidatableResponse send(String path, String body) {
    return caller(SCOPES).body(body).post("/access/v1/" + path).then();
  }

  private static String json(String... members) {
    return "{" + String.join(",", members) + "}";
  }

  private static String items(String... items) {
    return Stream.of(items)
        .map(item -> "{" + item + "}")
        .collect(Collectors.joining(",", "\"evaluations\":[", "]"));
  }

  private static String user(String id) {
    return user(id, "");
  }

  private static String user(String id, String properties) {
    return "\"subject\":{\"type\":\"user\",\"id\":\"%s\",\"properties\":{%s}}"
        .formatted(id, properties);
  }

  private static String action(String name, String properties) {
    return "\"action\":{\"name\":\"%s\",\"properties\":{%s}}".formatted(name, properties);
  }

  private static String model(String id, String status, String more) {
    return "\"resource\":{\"type\":\"model\",\"id\":\"%s\",\"properties\":{\"status\":\"%s\",\"visibility\":\"public\"%s}}"
        .formatted(id, status, more);
  }

  private String as(String organization) {
    return as(organization, "");
  }

  /** A context with a session, and with more. */
  private String as(String organization, String more) {
    return "\"context\":{" + session().replace("acme", organization) + more + "}";
  }
}
