package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.model.ResourceGroup.AutoJoin;
import io.bailiwick.model.Role;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Resource groups over HTTP: requests, explanations, searches. The scenarios have the decisions.
 */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class ResourceGroupsTest extends Members {
  private static final List<String> GROUPS = List.of("archive", "lab", "ops", "research");

  private void grant(String account, String organization, long version, Map<String, Role> grants) {
    send(
        Topics.ACCOUNTS,
        new AccountEvent.Updated(
            SampleMember.account(
                account,
                organization,
                version,
                AccountStatus.ACTIVE,
                "handle-of-" + account.substring(4),
                Role.CONTRIBUTOR,
                grants,
                now)));
  }

  private void granted(Role inResearch) {
    grant(jane, "acme", 2, Map.of("research", inResearch, "lab", Role.READ));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> decision("repository.read", secret("research")).extract().path("decision"));
  }

  @Test
  void aCheckFollowsTheGrants() {
    decision("repository.read", secret("research"))
        .body("decision", equalTo(false))
        .body("context.reason", equalTo("role_insufficient"));
    granted(Role.WRITE);
    decision("repository.write", secret("research")).body("decision", equalTo(true));
    decision("repository.write", secret("lab")).body("decision", equalTo(false));
    grant(jane, "acme", 3, Map.of());
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> decision("repository.read", secret("research")).body("decision", equalTo(false)));
  }

  @Test
  void anExplanationNamesTheGrant() {
    granted(Role.CONTRIBUTOR);
    String conditions = "context.explanation.rules.find{it.rule=='conditions'}.facts";
    explained("repository.create", secret("research"), "")
        .body("decision", equalTo(true))
        .body(conditions + ".grants", contains("research: contributor"))
        .body(conditions + ".resource_group", equalTo("research"));
    explained("repository.settings", secret("research"), "")
        .body("context.reason", equalTo("role_insufficient"))
        .body(
            "context.explanation.would_allow",
            contains(
                "A grant in the resource group research with the role admin or higher, or the role"
                    + " admin in the organization."));
    explained("repository.read", secret("ops"), "")
        .body(conditions + ".grants", contains("ops: none"))
        .body(
            "context.reason_admin.403",
            containsString("A grant in the resource group ops with the role read or higher"));
    explained("repository.read", secret("ops"), ",\"locale\":\"de\"")
        .body(
            "context.explanation.would_allow",
            contains(
                "Eine Berechtigung in der Ressourcengruppe ops mit der Rolle read oder einer"
                    + " höheren, oder die Rolle admin in der Organisation."));
    explained("like.create", secret("ops"), "")
        .body(conditions + ".violated", contains("grant ops"))
        .body(
            "context.explanation.would_allow",
            contains(containsString("resource group ops with the role read")));
  }

  @ParameterizedTest
  @CsvSource({
    "7,            must be a string",
    "true,         must be a string",
    "[],           must be a string",
    "{},           must be a string",
    "'\"\"',       must have 1 to 64 characters",
    "'\"LONG\"',   must have 1 to 64 characters"
  })
  void aMalformedResourceGroupIsABadRequest(String value, String error) {
    String group = "\"resource_group\":" + value.replace("LONG", "g".repeat(65));
    String name = "resource.properties.resource_group ";
    bad("{" + group + "}").body("error", equalTo(name + error));
    bad("{\"destination\":{" + group + "}}")
        .body("error", equalTo(name.replace("properties", "properties.destination") + error));
    String item = "{\"resource\":" + model("{" + group + "}") + "}";
    caller("bailiwick.check")
        .body(
            body(jane, "{\"name\":\"repository.read\"}", read(), session())
                .replace("\"more\":[]", "\"evaluations\":[{}," + item + "]"))
        .post("/access/v1/evaluations")
        .then()
        .statusCode(200)
        .body("evaluations.decision", contains(true, false))
        .body("evaluations[1].context.error.message", equalTo(name + error));
  }

  @Test
  void noResourceGroupIsNoFlaw() {
    for (String properties : List.of("{\"resource_group\":null}", "{\"destination\":null}")) {
      post(body(jane, "{\"name\":\"repository.read\"}", model(properties), session()))
          .then()
          .statusCode(200)
          .body("decision", equalTo(true));
    }
  }

  @Test
  void aSearchOfAccountsAsksForTheGrant() {
    granted(Role.READ);
    assertThat(found("subject", "research")).contains(jane);
    assertThat(found("subject", "ops")).doesNotContain(jane);
  }

  @Test
  void aSearchOfActionsAsksForTheGrant() {
    granted(Role.ADMIN);
    assertThat(found("action", "research"))
        .contains("repository.read", "repository.delete")
        .doesNotContain("resource-group.assign", "post.create");
    assertThat(found("action", "lab")).contains("repository.read").doesNotContain("job.run");
    assertThat(found("action", "ops")).doesNotContain("repository.read", "like.create");
  }

  @Test
  void aSearchFindsTheResourceGroups() {
    Organization labs =
        known(
            organizationOf("labs")
                .resourceGroups(
                    GROUPS.stream()
                        .map(
                            name ->
                                new ResourceGroup(name, AutoJoin.NONE, Optional.empty(), List.of()))
                        .toList()));
    String ada = member(labs);
    assertThat(groups("repository.read", ada)).isEmpty();
    grant(ada, "labs", 2, Map.of("research", Role.WRITE, "lab", Role.READ, "gone", Role.ADMIN));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(groups("repository.read", ada)).containsExactly("lab", "research"));
    assertThat(groups("repository.create", ada)).containsExactly("research");
    assertThat(groups("resource-group.assign", ada)).isEmpty();
    assertThat(groups("repository.read", "mgd_00000000000000000000000000")).isEmpty();
    assertThat(groups("repository.read", "somebody")).isEmpty();
    assertThat(groups("repository.read", member(labs, Role.ADMIN)))
        .containsExactlyElementsOf(GROUPS);
  }

  /** Returns the resource groups, page by page. */
  private List<String> groups(String action, String subject) {
    List<String> found = new ArrayList<>();
    String token = "";
    do {
      ValidatableResponse page =
          caller("bailiwick.check.search")
              .body(
                  """
                  {"subject":{"type":"user","id":"%s"},"action":{"name":"%s"},"resource":{"type":
                  "resource-group","properties":{"visibility":"private"}},"context":
                  {"assume_session":true},"page":{"limit":1,"token":"%s"}}"""
                      .formatted(subject, action, token))
              .post("/access/v1/search/resource")
              .then()
              .statusCode(200);
      List<Map<String, ?>> results = page.extract().path("results");
      for (Map<String, ?> one : results) {
        assertThat(one.get("type")).isEqualTo("resource-group");
        String name = String.valueOf(one.get("id")).substring("labs/".length());
        assertThat(one.get("properties"))
            .isEqualTo(Map.of("owner", "labs", "resource_group", name));
        found.add(name);
      }
      token = page.extract().path("page.next_token");
    } while (!token.isEmpty());
    return found;
  }

  private List<String> found(String kind, String group) {
    String subject =
        kind.equals("subject")
            ? "{\"type\":\"user\"}"
            : "{\"type\":\"user\",\"id\":\"" + jane + "\"}";
    return caller("bailiwick.check.search")
        .body(
            """
            {"subject":%s,%s"resource":%s,"context":{"assume_session":true}}"""
                .formatted(
                    subject,
                    kind.equals("subject") ? "\"action\":{\"name\":\"repository.read\"}," : "",
                    secret(group)))
        .post("/access/v1/search/" + kind)
        .then()
        .statusCode(200)
        .extract()
        .path(kind.equals("subject") ? "results.id" : "results.name");
  }

  private ValidatableResponse decision(String action, String resource) {
    return post(body(jane, "{\"name\":\"" + action + "\"}", resource, session()))
        .then()
        .statusCode(200);
  }

  private ValidatableResponse explained(String action, String resource, String more) {
    return explained(body(jane, "{\"name\":\"" + action + "\"}", resource, session() + more))
        .then()
        .statusCode(200);
  }

  private ValidatableResponse bad(String properties) {
    return post(body(jane, "{\"name\":\"repository.read\"}", model(properties), session()))
        .then()
        .statusCode(400);
  }

  private static String secret(String group) {
    return model("{\"visibility\":\"private\",\"resource_group\":\"" + group + "\"}");
  }

  private static String model(String properties) {
    return "{\"type\":\"model\",\"id\":\"acme/m\",\"properties\":" + properties + "}";
  }
}
