package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.bailiwick.model.Revision;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Roles, and members of resource groups, that the operator assigns by hand. */
@GatewayTest
class AssignmentsTest extends GroupedUsers {
  private String organization = "";

  @BeforeEach
  void aResourceGroup() {
    organization = "/organizations/" + acme.id();
    resourceGroup("core");
  }

  private void resourceGroup(String name) {
    Calls.body(
        201, () -> Calls.operator().post(organization + "/resource-groups", Map.of("name", name)));
  }

  private String members(String name) {
    return organization + "/resource-groups/" + name + "/members";
  }

  private String role(String id) {
    return organization + "/identities/" + id + "/role";
  }

  private static ValidatableResponse put(String path, String role) {
    return Tenant.operator().body(Map.of("role", role)).put(path).then();
  }

  private static ValidatableResponse delete(String path) {
    return Tenant.operator().delete(path).then();
  }

  private void version(String id, int version) {
    acme.scim().get("/Users/" + id).then().header("ETag", "W/\"" + version + "\"");
  }

  @Test
  void membersComeAndGo() {
    String jane = acme.user("jane");
    String joe = acme.user("joe");
    put(members("core") + "/" + jane, "read")
        .statusCode(204)
        .header(Revision.HEADER, notNullValue());
    put(members("core") + "/" + joe, "admin").statusCode(204);
    put(members("core") + "/" + jane, "write").statusCode(204);
    version(jane, 3);
    Tenant.operator()
        .get(members("core"))
        .then()
        .statusCode(200)
        .body("members.account", equalTo(Stream.of(jane, joe).sorted().toList()))
        .body("members.find { it.account == '" + jane + "' }.role", equalTo("write"))
        .body("next", nullValue());
    // The same again is no new version, and neither is the removal of somebody who is not there.
    put(members("core") + "/" + jane, "write").statusCode(204);
    version(jane, 3);
    delete(members("core") + "/" + jane).statusCode(204).header(Revision.HEADER, notNullValue());
    delete(members("core") + "/" + jane).statusCode(204);
    version(jane, 4);
    Tenant.operator().get(members("core")).then().body("members.account", equalTo(List.of(joe)));
  }

  @Test
  void membersComeInPages() {
    List<String> people = acme.users(5).stream().sorted().toList();
    people.forEach(id -> put(members("core") + "/" + id, "read").statusCode(204));
    resourceGroup("other");
    put(members("other") + "/" + people.getFirst(), "read").statusCode(204);
    Response first = Tenant.operator().get(members("core") + "?limit=3");
    assertThat(first.<List<String>>path("members.account")).isEqualTo(people.subList(0, 3));
    Tenant.operator()
        .get(members("core") + "?limit=3&after=" + first.path("next"))
        .then()
        .body("members.account", equalTo(people.subList(3, 5)))
        .body("next", nullValue());
  }

  /** What SCIM and groups write later does not touch assignments; the end of the person does. */
  @Test
  void assignmentsOutliveOtherChanges() {
    String jane = acme.user("jane");
    put(members("core") + "/" + jane, "write").statusCode(204);
    group("Staff", jane);
    acme.patch(jane, "replace", "displayName", "Another").then().statusCode(200);
    acme.patch(jane, "replace", "active", false).then().statusCode(200);
    acme.scim()
        .body(Map.of("userName", "jane", "active", true))
        .put("/Users/" + jane)
        .then()
        .statusCode(200);
    Tenant.operator()
        .get(members("core"))
        .then()
        .body("members.account", equalTo(List.of(jane)))
        .body("members[0].role", equalTo("write"));
    acme.scim().delete("/Users/" + jane).then().statusCode(204);
    Tenant.operator().get(members("core")).then().body("members", equalTo(List.of()));
    put(members("core") + "/" + jane, "read").statusCode(404);
  }

  /** G4: while SCIM groups are linked, they decide alone. */
  @Test
  void aLinkedResourceGroupIsNotChangedByHand() {
    String jane = acme.user("jane");
    put(organization + "/resource-groups/core/links/staff", "read").statusCode(200);
    put(members("core") + "/" + jane, "read").statusCode(403);
    delete(members("core") + "/" + jane).statusCode(403);
    version(jane, 1);
    delete(organization + "/resource-groups/core/links/staff").statusCode(204);
    put(members("core") + "/" + jane, "read").statusCode(204);
    put(organization + "/resource-groups/core/links/staff", "read").statusCode(409);
  }

  /** G7 leaves members by hand beside another link; they can go, and no other can come. */
  @Test
  void whoAnEndedLinkHasLeftCanBeRemovedWhileOthersAreLinked() {
    String jane = acme.user("jane");
    String links = organization + "/resource-groups/core/links";
    acme.scim()
        .body(Map.of("displayName", "staff", "members", List.of(Map.of("value", jane))))
        .post("/Groups")
        .then()
        .statusCode(201);
    put(links + "/staff", "read").statusCode(200);
    put(links + "/leads", "write").statusCode(200);
    delete(links + "/staff?keepMembers=true").statusCode(204);
    Tenant.operator().get(members("core")).then().body("members.account", equalTo(List.of(jane)));
    put(members("core") + "/" + jane, "write").statusCode(403);
    delete(members("core") + "/" + jane).statusCode(204);
    Tenant.operator().get(members("core")).then().body("members", equalTo(List.of()));
    delete(members("core") + "/" + jane).statusCode(403);
  }

  @Test
  void whatAnotherOrganizationHasIsUnknown() {
    String jane = acme.user("jane");
    Tenant globex = Tenant.make("globex");
    String foreign = globex.user("jane");
    for (String path :
        List.of(
            members("core") + "/" + foreign,
            members("core") + "/mgd_nobody",
            members("nothing") + "/" + jane,
            role(foreign),
            "/organizations/" + globex.id() + "/resource-groups/core/members/" + foreign,
            "/organizations/nobody/resource-groups/core/members/" + jane,
            "/organizations/nobody/identities/" + jane + "/role")) {
      put(path, "read").statusCode(404);
      delete(path).statusCode(404);
    }
    for (String path :
        List.of(
            members("nothing"),
            "/organizations/" + globex.id() + "/resource-groups/core/members",
            "/organizations/nobody/resource-groups/core/members")) {
      Tenant.operator().get(path).then().statusCode(404);
    }
    acme.scim().basePath("").get(members("core")).then().statusCode(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                              | role
          {"role":"owner"}                | role
          {"role":7}                      | role
          {"role":"no_access"}            | role
          {"role":"read","until":"later"} | until
          """)
  void aFaultyAssignmentIsRejected(String body, String member) {
    String jane = acme.user("jane");
    Tenant.operator()
        .body(body)
        .put(members("core") + "/" + jane)
        .then()
        .statusCode(400)
        .body("member", equalTo(member));
    if (!body.contains("no_access")) {
      Tenant.operator()
          .body(body)
          .put(role(jane))
          .then()
          .statusCode(400)
          .body("member", equalTo(member));
    }
    version(jane, 1);
    put(members("core") + "/" + jane + "?x=1", "read").statusCode(400).body("member", equalTo("x"));
  }

  /** P2: a role by hand counts until the identity provider gives one. */
  @Test
  void aRoleByHandYieldsToTheIdentityProvider() {
    String jane = acme.user("jane");
    put(role(jane), "admin").statusCode(204).header(Revision.HEADER, notNullValue());
    administrators(1);
    put(role(jane), "admin").statusCode(204);
    version(jane, 2);
    acme.patch(jane, "add", "roles", List.of(Map.of("value", "write"))).then().statusCode(200);
    administrators(0);
    put(role(jane), "read")
        .statusCode(409)
        .body("member", equalTo("role"))
        .body(
            "detail",
            allOf(containsString("SCIM_ROLES"), containsString("roles"), containsString("write")));
    acme.scim()
        .body(Map.of("Operations", List.of(Map.of("op", "remove", "path", "roles"))))
        .patch("/Users/" + jane)
        .then()
        .statusCode(200);
    administrators(1);
    acme.patch(jane, "add", "roles", List.of(Map.of("value", "admin"))).then().statusCode(200);
    // Its removal is accepted at any time, so that it does not count again later.
    delete(role(jane)).statusCode(204);
    delete(role(jane)).statusCode(204);
    acme.patch(jane, "replace", "roles", List.of(Map.of("value", "read"))).then().statusCode(200);
    administrators(0);
  }

  @Test
  void aLinkedGroupGovernsItsMembers() {
    String jane = acme.user("jane");
    group("Staff", jane);
    settings(
        Map.of("roles", Map.of("groupLinks", List.of(Map.of("group", "Staff", "role", "admin")))));
    put(role(jane), "read")
        .statusCode(409)
        .body(
            "detail",
            allOf(containsString("SCIM_GROUP_LINK"), containsString("roles.groupLinks: Staff")));
  }

  private void settings(Map<String, Object> patch) {
    Calls.body(200, () -> Calls.operator().patch(organization, patch));
  }

  private void administrators(int count) {
    Tenant.operator()
        .body("{}")
        .post(organization + "/mappings/preview")
        .then()
        .body("administrators", equalTo(count));
  }
}
