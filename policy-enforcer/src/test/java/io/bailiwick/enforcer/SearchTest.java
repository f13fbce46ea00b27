package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.IdentityStatus;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches find what evaluations allow (AuthZEN 1.0 section 8). */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class SearchTest extends Checks {
  private static final String READ = "\"action\":{\"name\":\"repository.read\"}";
  private static final String ASSUMED = "\"context\":{\"assume_session\":true}";
  private static final String ANY_USER = "\"subject\":{\"type\":\"user\"}";
  private static final String MODEL = "\"resource\":" + read();

  /** A user interface offers what the service allows. */
  @Test
  void findsTheActionsThatAreAllowed() throws IOException {
    List<String> found =
        search("action", subject(), MODEL, context()).extract().path("results.name");
    List<String> actions = actions();
    JsonPath answers =
        caller("bailiwick.check")
            .body(
                "{"
                    + String.join(",", subject(), MODEL, context())
                    + ",\"evaluations\":"
                    + actions.stream()
                        .map(action -> "{\"action\":{\"name\":\"" + action + "\"}}")
                        .collect(Collectors.joining(",", "[", "]"))
                    + "}")
            .post("/access/v1/evaluations")
            .jsonPath();
    List<Boolean> allowed = answers.getList("evaluations.decision", Boolean.class);
    assertThat(found)
        .contains("repository.read", "discussion.create")
        .doesNotContain("repository.delete", "post.create")
        .containsExactlyElementsOf(
            actions.stream().filter(name -> allowed.get(actions.indexOf(name))).toList());
  }

  @Test
  void findsTheAccountsThatAreAllowed() {
    assertThat(accounts()).contains(jane).isSorted();
    send(Topics.IDENTITIES, new IdentityEvent.Deactivated(identity(2, IdentityStatus.INACTIVE)));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(accounts()).doesNotContain(jane));
  }

  /** An account without a session may do nothing, unless the search assumes one. */
  @Test
  void findsNoAccountsWithoutASession() {
    search("subject", ANY_USER, READ, MODEL).body("results", empty());
    assertThat(
            search("subject", ANY_USER, READ, MODEL, context())
                .extract()
                .<List<String>>path("results.id"))
        .contains(jane);
  }

  /** A token proves one account's session, whatever is searched. */
  @Test
  void aTokenCountsForItsAccount() {
    GatewayKeys gateway = EnforcerServers.gateway();
    String token = gateway.token(gateway.claims(jane, "acme", UUID.randomUUID().toString(), now));
    String shown = "\"context\":{\"session\":{\"token\":\"" + token + "\"}}";
    search("subject", ANY_USER, READ, MODEL, shown).body("results.id", equalTo(List.of(jane)));
  }

  @Test
  void findsTheOrganizations() {
    String follow = "\"action\":{\"name\":\"organization.follow\"}";
    search("resource", subject(), follow, "\"resource\":{\"type\":\"organization\"}", context())
        .body("results.type", equalTo(List.of("organization")))
        .body("results.id", equalTo(List.of("acme")));
  }

  @ParameterizedTest
  @CsvSource({
    "resource, model",
    "resource, no-such-type",
  })
  void unknownResourcesAreNotFound(String kind, String type) {
    search(kind, subject(), READ, "\"resource\":{\"type\":\"" + type + "\"}", context())
        .body("page.next_token", equalTo(""))
        .body("results", empty());
  }

  @Test
  void unknownSubjectsFindNothing() {
    search("subject", "\"subject\":{\"type\":\"robot\"}", READ, MODEL, ASSUMED)
        .body("results", empty());
    String robot = subject().replace("user", "robot");
    search("action", robot, MODEL, ASSUMED).body("results", empty());
    search("resource", robot, READ, "\"resource\":{\"type\":\"organization\"}", ASSUMED)
        .body("results", empty());
    search("action", "\"subject\":{\"type\":\"user\",\"id\":\"mgd_nobody\"}", MODEL, ASSUMED)
        .body("results", empty());
  }

  @Test
  void theSearchedIdMeansNothing() {
    String named = "\"subject\":{\"type\":\"user\",\"id\":\"mgd_nobody\"}";
    assertThat(
            search("subject", named, READ, MODEL, ASSUMED)
                .extract()
                .<List<String>>path("results.id"))
        .contains(jane);
    search("action", subject(), "\"action\":{\"name\":\"none\"}", MODEL, context())
        .body("results.name", hasItem("repository.read"));
  }

  /** The pages have each result once; a later page needs nothing but the token. */
  @Test
  void pagesFollowOneAnother() {
    String[] question = {subject(), MODEL, context()};
    List<String> all = search("action", question).extract().path("results.name");
    List<String> walked = new ArrayList<>();
    String page = "\"page\":{\"limit\":3}";
    for (String token = "-"; !token.isEmpty(); ) {
      ValidatableResponse response = search("action", with(page, question));
      List<String> results = response.extract().path("results.name");
      response.body("page.count", equalTo(results.size()));
      assertThat(results).hasSizeBetween(1, 3);
      walked.addAll(results);
      token = response.extract().path("page.next_token");
      page = "\"page\":{\"token\":\"" + token + "\"}";
    }
    assertThat(walked).isEqualTo(all).hasSizeGreaterThan(6);
  }

  @Test
  void aPageOfNothingIsEmpty() {
    search("action", subject(), MODEL, context(), "\"page\":{\"limit\":0}")
        .body("results", empty())
        .body("page.next_token", equalTo(""))
        .body("page.count", equalTo(0));
  }

  @Test
  void aTokenBelongsToItsSearch() {
    String token =
        search("action", subject(), MODEL, context(), "\"page\":{\"limit\":1}")
            .extract()
            .path("page.next_token");
    String page = "\"page\":{\"token\":\"" + token + "\"}";
    bad(
            "action",
            subject(),
            "\"resource\":{\"type\":\"model\",\"id\":\"acme/other\"}",
            context(),
            page)
        .body("error", containsString("page.token"));
    bad("action", subject(), MODEL, context(), page.replace("}", ",\"limit\":2}"))
        .body("error", containsString("page.limit"));
    search("action", subject(), MODEL, context(), page.replace("}", ",\"limit\":1}"));
    bad("action", subject(), MODEL, context(), "\"page\":{\"token\":\"garbage\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"7", "{\"limit\":-1}", "{\"limit\":1.5}", "{\"limit\":\"3\"}", "{\"token\":7}"})
  void badPagesAreBadRequests(String page) {
    bad("action", subject(), MODEL, context(), "\"page\":" + page)
        .body("error", containsString("page"));
  }

  @Test
  void missingEntitiesAreBadRequests() {
    bad("subject", READ, MODEL).body("error", equalTo("subject is required"));
    bad("subject", "\"subject\":{}", READ, MODEL)
        .body("error", equalTo("subject.type is required"));
    bad("subject", ANY_USER, MODEL).body("error", equalTo("action is required"));
    bad("subject", ANY_USER, READ).body("error", equalTo("resource is required"));
    bad("resource", subject(), READ).body("error", equalTo("resource is required"));
    bad("resource", ANY_USER, READ, MODEL).body("error", equalTo("subject.id is required"));
    bad("action", subject()).body("error", equalTo("resource is required"));
    bad("action", ANY_USER, MODEL).body("error", equalTo("subject.id is required"));
    bad("action", "\"context\":{\"at_least_as_fresh\":\"x\"}", subject(), MODEL)
        .body("error", containsString("at_least_as_fresh"));
  }

  @Test
  void onlySomeCallersMaySearch() {
    caller("bailiwick.check")
        .body("{" + String.join(",", subject(), MODEL) + "}")
        .post("/access/v1/search/action")
        .then()
        .statusCode(403)
        .body("error", containsString("bailiwick.check.search"));
  }

  private List<String> accounts() {
    return search("subject", ANY_USER, READ, MODEL, ASSUMED).extract().path("results.id");
  }

  private static List<String> actions() throws IOException {
    return CatalogueFile.builtIn().actions().stream().sorted().toList();
  }

  private String subject() {
    return "\"subject\":{\"type\":\"user\",\"id\":\"" + jane + "\"}";
  }

  private String context() {
    return "\"context\":{" + session() + "}";
  }

  private static String[] with(String more, String... members) {
    List<String> all = new ArrayList<>(List.of(members));
    all.add(more);
    return all.toArray(String[]::new);
  }

  private static ValidatableResponse search(String kind, String... members) {
    return post(kind, members).statusCode(200).contentType("application/json");
  }

  private static ValidatableResponse bad(String kind, String... members) {
    return post(kind, members).statusCode(400).header("X-Request-ID", equalTo("r-1"));
  }

  private static ValidatableResponse post(String kind, String... members) {
    return caller("bailiwick.check.search")
        .body("{" + String.join(",", members) + "}")
        .post("/access/v1/search/" + kind)
        .then();
  }
}
