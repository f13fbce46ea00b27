package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.json.StrictJson;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The preview of settings and resource groups: who would change, how, and why. */
@GatewayTest
class AccessPreviewTest extends GroupedUsers {
  private static final String NDJSON = "application/x-ndjson";

  private String path(String below) {
    return "/organizations/" + acme.id() + below;
  }

  private ValidatableResponse preview(Object patch) {
    return Tenant.operator().body(patch).post(path("/mappings/preview")).then();
  }

  private List<JsonNode> lines(Object patch) {
    Response answer = Tenant.operator().accept(NDJSON).body(patch).post(path("/mappings/preview"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualTo(NDJSON);
    return answer.asString().lines().map(AccessPreviewTest::json).toList();
  }

  private static JsonNode json(String line) {
    try {
      return StrictJson.mapper().readTree(line);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }

  private static Map<String, Object> resourceGroup(String name, Object... links) {
    return Map.of("name", name, "links", List.of(links));
  }

  private static Map<String, Object> link(String group, String role) {
    return Map.of("group", group, "role", role);
  }

  /** Links of the request are resolved by the groups of now; ids that a client states are not. */
  @Test
  void showsRolesAndGrantsOfProposedLinks() {
    String jane = acme.user("jane");
    String joe = acme.user("joe");
    String staff = group("Staff", jane);
    Map<String, Object> patch =
        Map.of(
            "roles",
            Map.of("groupLinks", List.of(link("Staff", "admin"))),
            "resourceGroups",
            List.of(
                resourceGroup("core", link("Staff", "write")),
                resourceGroup(
                    "other", Map.of("group", "Nobody", "role", "read", "ids", List.of(staff)))));
    preview(patch)
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("people", equalTo(2))
        .body("changed", equalTo(1))
        .body("administrators", equalTo(0))
        .body("administratorsThen", equalTo(1))
        .body("changes.id", contains(jane))
        .body("changes[0].from.status", equalTo("ACTIVE"))
        .body("changes[0].to.status", equalTo("ACTIVE"))
        .body("changes[0].from.role", equalTo("read"))
        .body("changes[0].from.explanation.source", equalTo("ORGANIZATION_DEFAULT"))
        .body("changes[0].from.grants", empty())
        .body("changes[0].to.role", equalTo("admin"))
        .body("changes[0].to.explanation.source", equalTo("SCIM_GROUP_LINK"))
        .body("changes[0].to.explanation.value", equalTo("Staff"))
        .body("changes[0].to.grants.resourceGroup", contains("core"))
        .body("changes[0].to.grants[0].role", equalTo("write"))
        .body("changes[0].to.grants[0].sources[0].source", equalTo("SCIM_GROUP"))
        .body("changes[0].to.grants[0].sources[0].value", equalTo("Staff"));
    List<JsonNode> lines = lines(patch);
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst().get("id").asText()).isEqualTo(jane);
    assertThat(lines.getFirst().at("/to/grants/0/role").asText()).isEqualTo("write");
    assertThat(lines.getLast())
        .isEqualTo(
            json("{\"people\":2,\"changed\":1,\"administrators\":0,\"administratorsThen\":1}"));
    // Nothing is written.
    Tenant.operator().get(path("/resource-groups")).then().body("resourceGroups", empty());
    acme.scim().get("/Users/" + joe).then().header("ETag", "W/\"1\"");
  }

  /** A list of resource groups is the whole list; without it the present ones stay. */
  @Test
  void showsWhatTheEndOfAResourceGroupTakes() {
    String jane = acme.user("jane");
    Calls.body(201, () -> Calls.operator().post(path("/resource-groups"), Map.of("name", "core")));
    Tenant.operator()
        .body(Map.of("role", "read"))
        .put(path("/resource-groups/core/members/" + jane))
        .then()
        .statusCode(204);
    preview(Map.of("displayName", "Acme")).body("changed", equalTo(0));
    preview(Map.of("resourceGroups", List.of()))
        .body("changed", equalTo(1))
        .body("changes[0].from.grants[0].sources[0].source", equalTo("MANUAL"))
        .body("changes[0].to.grants", empty());
    // Another source of the same role is no change.
    group("Staff", jane);
    preview(Map.of("resourceGroups", List.of(resourceGroup("core", link("Staff", "read")))))
        .body("changed", equalTo(0));
  }

  /** Other rules for handles can end the status of accounts that got none. */
  @Test
  void showsTheStatusThatOtherHandlesGive() throws SQLException {
    String jane = acme.user("jane");
    String joe = acme.user("joe");
    String ann = acme.user("ann");
    deactivate(ann);
    Tenant.operator()
        .body(Map.of("handles", Map.of("whenTaken", "FAIL")))
        .patch(path(""))
        .then()
        .statusCode(200);
    handle(jane, null);
    handle(ann, null);
    handle(joe, "joe-acme");
    preview(Map.of("handles", Map.of("whenTaken", "NUMBER")))
        .body("changed", equalTo(1))
        .body("changes.id", contains(jane))
        .body("changes[0].from.status", equalTo("HANDLE_TAKEN"))
        .body("changes[0].to.status", equalTo("ACTIVE"));
    // Whether another suffix gives a free handle is known when it is looked for.
    preview(Map.of("handles", Map.of("suffix", "other")))
        .body("changes.id", contains(jane))
        .body("changes[0].from.status", equalTo("HANDLE_TAKEN"))
        .body("changes[0].to.status", nullValue());
    preview(Map.of("defaultRole", "write"))
        .body("changed", equalTo(3))
        .body("changes.find { it.id == '" + jane + "' }.to.status", equalTo("HANDLE_TAKEN"))
        .body("changes.find { it.id == '" + ann + "' }.to.status", equalTo("SUSPENDED"));
    preview(Map.of()).body("changed", equalTo(0));
  }

  private void deactivate(String id) {
    acme.scim()
        .body(
            Map.of(
                "schemas",
                List.of("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
                "Operations",
                List.of(Map.of("op", "replace", "path", "active", "value", false))))
        .patch("/Users/" + id)
        .then()
        .statusCode(200);
  }

  /** As the consumer of the accounts topic stores it. */
  private void handle(String account, @Nullable String handle) throws SQLException {
    try (Connection connection = GatewayServers.owner();
        PreparedStatement sql =
            connection.prepareStatement(
                "insert into account_handle (account, organization, version, handle)"
                    + " values (?, ?, 1, ?)")) {
      sql.setString(1, account);
      sql.setString(2, acme.id());
      sql.setString(3, handle);
      sql.executeUpdate();
    }
  }

  /** More people than one batch: none is left out, and none comes twice. */
  @Test
  void streamsTheWholeOrganization() throws SQLException {
    int people = 2_500;
    try (Connection connection = GatewayServers.owner();
        Statement sql = connection.createStatement()) {
      sql.execute(
          """
          insert into identity (id, organization, version, user_name_key, pushed, deleted, resource,
            search, created_at, changed_at)
          select 'mgd_%1$s_' || n, '%1$s', 1, 'u' || n, true, false,
            jsonb_build_object('userName', 'u' || n), '{}', now(), now()
          from generate_series(1, %2$d) n"""
              .formatted(acme.id(), people));
    }
    List<JsonNode> lines = lines(Map.of("defaultRole", "admin"));
    assertThat(lines).hasSize(people + 1);
    assertThat(lines.stream().limit(people).map(line -> line.get("id").asText()).distinct())
        .hasSize(people);
    assertThat(lines.getLast().get("changed").asInt()).isEqualTo(people);
    assertThat(lines.getLast().get("administratorsThen").asInt()).isEqualTo(people);
    preview(Map.of("defaultRole", "admin"))
        .body("changed", equalTo(people))
        .body("changes.size()", equalTo(200));
    assertThat(lines(Map.of())).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"resourceGroups":null}                                  | resourceGroups
          {"resourceGroups":{}}                                    | resourceGroups
          {"resourceGroups":[{"name":"core"},{"name":"core"}]}     | resourceGroups
          {"resourceGroups":[null]}                                | resourceGroups
          {"resourceGroups":[{"name":"X"}]}                        | resourceGroups[0]
          {"roles":{"groupLinks":[{"group":"a","role":"read"}]}}   | roles.groupLinks
          """)
  void aFaultyProposalIsRejected(String body, String member) {
    for (String type : List.of("application/json", NDJSON)) {
      Tenant.operator()
          .accept(type)
          .body(body)
          .post(path("/mappings/preview"))
          .then()
          .statusCode(400)
          .body("member", equalTo(member));
      Tenant.operator()
          .accept(type)
          .body("{}")
          .post("/organizations/nobody/mappings/preview")
          .then()
          .statusCode(404);
    }
  }
}
