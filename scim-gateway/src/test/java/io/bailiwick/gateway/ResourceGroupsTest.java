package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.bailiwick.model.Revision;
import io.bailiwick.model.Revisions;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Resource groups over the administration API: their life, links and members (G3, G6, G7). */
@GatewayTest
class ResourceGroupsTest extends ResourceGroupCalls {
  @Test
  void aResourceGroupIsCreatedChangedAndDeleted() {
    Tenant.operator()
        .body(Map.of("name", "models", "autoJoin", "READ_PLUS", "autoJoinRole", "read"))
        .post(path(""))
        .then()
        .statusCode(201)
        .header("Location", equalTo(path("/models")))
        .header("ETag", equalTo("\"2\""))
        .header(Revision.HEADER, notNullValue())
        .body("name", equalTo("models"))
        .body("links", empty());
    Tenant.operator()
        .body(Map.of("name", "models"))
        .post(path(""))
        .then()
        .statusCode(409)
        .body("member", equalTo("name"));
    create("data");
    Tenant.operator().get(path("")).then().body("resourceGroups.name", contains("data", "models"));
    Tenant.operator()
        .get(path("?limit=1"))
        .then()
        .body("resourceGroups.name", contains("data"))
        .body("next", equalTo("data"));
    Tenant.operator()
        .get(path("?after=data"))
        .then()
        .body("resourceGroups.name", contains("models"))
        .body("next", nullValue());
    patch("models", Map.of("autoJoinRole", "write"))
        .then()
        .statusCode(200)
        .header("ETag", equalTo("\"4\""))
        .body("autoJoin", equalTo("READ_PLUS"))
        .body("autoJoinRole", equalTo("write"));
    Tenant.operator()
        .header("If-Match", "\"3\"")
        .body(Map.of("autoJoinRole", "read"))
        .patch(path("/models"))
        .then()
        .statusCode(412);
    // Nothing differs, so the organization keeps its version.
    patch("models", Map.of("autoJoinRole", "write")).then().header("ETag", equalTo("\"4\""));
    Tenant.operator().header("If-Match", "\"3\"").delete(path("/models")).then().statusCode(412);
    Tenant.operator().header("If-Match", "\"4\"").delete(path("/models")).then().statusCode(204);
    Tenant.operator().get(path("/models")).then().statusCode(404);
    Tenant.operator().delete(path("/models")).then().statusCode(404);
    Tenant.operator()
        .get("/organizations/" + acme.id())
        .then()
        .body("version", equalTo(5))
        .body("resourceGroups.name", contains("data"));
  }

  /** A settings change keeps resource groups, which are no settings. */
  @Test
  void settingsAndResourceGroupsChangeApart() {
    create("core");
    Tenant.operator()
        .body(Map.of("displayName", "Acme"))
        .patch("/organizations/" + acme.id())
        .then()
        .statusCode(200)
        .body("resourceGroups.name", contains("core"));
    Tenant.operator()
        .body(Map.of("resourceGroups", List.of()))
        .patch("/organizations/" + acme.id())
        .then()
        .statusCode(400)
        .body("member", equalTo("resourceGroups"));
  }

  @Test
  void aLinkFollowsTheGroupThatHasItsName() {
    create("core");
    link("core", "Core team", "write").statusCode(200).body("links[0].ids", empty());
    int before = version();
    String other = group("Others", acme.user("jane"));
    assertThat(version()).isEqualTo(before);
    String team = group("Core team");
    links(contains(team));
    assertThat(version()).isEqualTo(before + 1);
    patch(
            team,
            "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}"
                .formatted(acme.user("joe")))
        .statusCode(200);
    rename(other, "Nobody");
    assertThat(version()).isEqualTo(before + 1);
    // Letter case counts, although SCIM has no two names that differ in nothing else.
    rename(team, "Core Team");
    links(empty());
    rename(team, "Core team");
    links(contains(team));
    rename(team, "Former team");
    links(empty());
    rename(other, "Core team");
    links(contains(other));
    acme.scim().delete("/Groups/" + other).then().statusCode(204);
    links(empty());
    assertThat(version()).isEqualTo(before + 6);
  }

  private void rename(String group, String name) {
    patch(group, "{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"%s\"}".formatted(name))
        .statusCode(200);
  }

  @Test
  void aLinkByIdKeepsItsGroupUntilThatIsDeleted() {
    create("core");
    String team = group("Core team");
    link("core", team, "read").statusCode(200).body("links[0].ids", contains(team));
    rename(team, "Another name");
    links(contains(team));
    acme.scim().delete("/Groups/" + team).then().statusCode(204);
    links(empty());
  }

  /** A change of a link's role needs no empty resource group (G6). */
  @Test
  void aLinkIsCreatedOnceAndChangesItsRole() {
    create("core");
    link("core", "staff", "read").statusCode(200);
    link("core", "staff", "admin").statusCode(200).body("links.role", contains("admin"));
    link("core", "leads", "write").statusCode(200).body("links.group", contains("staff", "leads"));
    Tenant.operator().delete(path("/core/links/staff")).then().statusCode(204);
    Tenant.operator().delete(path("/core/links/staff")).then().statusCode(404);
    Tenant.operator().get(path("/core")).then().body("links.group", contains("leads"));
    refused(
        Tenant.operator().delete(path("/core/links/leads?keepMembers=yes")), 400, "keepMembers");
  }

  /** G3: a resource group has one source of members when a SCIM group is linked. */
  @Test
  void aLinkNeedsAnEmptyResourceGroupWithoutAutomaticMembers() throws Exception {
    create("core");
    assign(acme.user("jane"), "{\"resourceGroups\":{\"core\":\"read\"}}");
    link("core", "staff", "read").statusCode(409).body("detail", containsString("by hand"));
    create("open");
    patch("open", Map.of("autoJoin", "ALL", "autoJoinRole", "read")).then().statusCode(200);
    link("open", "staff", "read").statusCode(409).body("detail", containsString("autoJoin"));
    create("linked");
    link("linked", "staff", "read").statusCode(200);
    refused(patch("linked", Map.of("autoJoin", "ALL", "autoJoinRole", "read")), 409, "linked")
        .body("member", equalTo("autoJoin"));
  }

  /** G7: people who came only by the link go, or stay by hand; others keep what they have. */
  @Test
  void unlinkingKeepsMembersOnlyIfAsked() throws Exception {
    String jane = acme.user("jane");
    String joe = acme.user("joe");
    group("staff", jane, joe);
    group("leads", joe);
    create("core");
    link("core", "staff", "write").statusCode(200);
    link("core", "leads", "admin").statusCode(200);
    acme.scim().get("/Users/" + jane).then().header("ETag", equalTo("W/\"2\""));
    Response unlinked = Tenant.operator().delete(path("/core/links/staff?keepMembers=true"));
    unlinked.then().statusCode(204);
    assertThat(Revisions.parse(unlinked.header(Revision.HEADER)).orElseThrow().all())
        .extracting(Revision::id)
        .containsExactlyInAnyOrder(acme.id(), jane);
    assertThat(assigned(jane)).isEqualTo("{\"resourceGroups\": {\"core\": \"write\"}}");
    assertThat(assigned(joe)).isNull();
    acme.scim().get("/Users/" + jane).then().header("ETag", equalTo("W/\"3\""));
    acme.scim().get("/Users/" + joe).then().header("ETag", equalTo("W/\"3\""));
    Tenant.operator().delete(path("/core/links/leads")).then().statusCode(204);
    assertThat(assigned(joe)).isNull();
    // A later resource group of that name starts empty.
    Tenant.operator().delete(path("/core")).then().statusCode(204);
    assertThat(assigned(jane)).isNull();
    acme.scim().get("/Users/" + jane).then().header("ETag", equalTo("W/\"4\""));
  }

  private static void assign(String identity, String assigned) throws SQLException {
    try (Connection connection = GatewayServers.owner();
        Statement sql = connection.createStatement()) {
      sql.execute(
          "update identity set assigned = '%s' where id = '%s'".formatted(assigned, identity));
    }
  }

  private static @org.jspecify.annotations.Nullable String assigned(String identity)
      throws SQLException {
    try (Connection connection = GatewayServers.owner();
        Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery("select assigned from identity where id = '%s'".formatted(identity))) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }
}
