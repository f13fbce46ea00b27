package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Roles of SCIM groups in the settings, the last administrator, and races of links and groups. */
@GatewayTest
class GroupLinksTest extends GroupedUsers {
  private static final int RACES = 64;

  private Response settings(Object patch) {
    return Tenant.operator().body(patch).patch("/organizations/" + acme.id());
  }

  private static Map<String, Object> links(String... groupsAndRoles) {
    List<Map<String, Object>> links = new ArrayList<>();
    for (int i = 0; i < groupsAndRoles.length; i += 2) {
      links.add(Map.of("group", groupsAndRoles[i], "role", groupsAndRoles[i + 1]));
    }
    return Map.of("roles", Map.of("groupLinks", links));
  }

  /** The ids of a link are the gateway's; it ignores what a client writes there. */
  @Test
  void linksInTheSettingsAreResolved() {
    String admins = group("admins");
    settings(
            Map.of(
                "roles",
                Map.of(
                    "groupLinks",
                    List.of(
                        Map.of("group", "admins", "role", "admin", "ids", List.of("foreign")),
                        Map.of("group", "staff", "role", "write", "ids", List.of(admins))))))
        .then()
        .statusCode(200)
        .body("roles.groupLinks[0].ids", contains(admins))
        .body("roles.groupLinks[1].ids", empty());
    String staff = group("staff");
    Tenant.operator()
        .get("/organizations/" + acme.id())
        .then()
        .body("roles.groupLinks.ids.flatten()", contains(admins, staff));
    // A change of another setting keeps them, and so does the same change once more.
    settings(Map.of("displayName", "Acme"))
        .then()
        .body("roles.groupLinks.ids.flatten()", contains(admins, staff));
    Tenant.operator()
        .body(
            Map.of(
                "id",
                acme.id() + "-b",
                "roles",
                Map.of(
                    "groupLinks",
                    List.of(Map.of("group", "a", "role", "admin", "ids", List.of("x"))))))
        .post("/organizations")
        .then()
        .statusCode(201)
        .body("roles.groupLinks[0].ids", empty());
  }

  @Test
  void faultySettingsNameTheField() {
    faulty(links("staff", "write"), "roles.groupLinks must link a group to admin");
    faulty(links("a", "admin", "a", "read"), "roles.groupLinks links a group twice");
    faulty(links("", "admin"), "group");
    faulty(links("a", "boss"), "role");
    faulty(Map.of("roles", Map.of("groupLinks", "a")), "groupLinks");
    faulty(Map.of("leavers", Map.of("content", "KEEP")), "content");
    faulty(Map.of("leavers", Map.of("gracePeriod", "PT-1H")), "gracePeriod");
    faulty(mapping("groups", "Core", "read"), "signIn.resourceGroupMapping.rules[0].resourceGroup");
    faulty(mapping("groups", "core", "no_access"), "signIn.resourceGroupMapping.rules[0].role");
    faulty(mapping("", "core", "read"), "signIn.resourceGroupMapping.attribute");
    List<Map<String, String>> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add(Map.of("group", i + "g".repeat(1000), "role", i == 0 ? "admin" : "read"));
    }
    settings(Map.of("roles", Map.of("groupLinks", many)))
        .then()
        .statusCode(400)
        .body("detail", containsString("too large"));
    settings(Map.of("leavers", Map.of("content", "DELETE", "gracePeriod", "P7D")))
        .then()
        .statusCode(200)
        .body("leavers.content", equalTo("DELETE"));
    settings(mapping("groups", "core", "read"))
        .then()
        .statusCode(200)
        .body("signIn.resourceGroupMapping.rules[0].resourceGroup", equalTo("core"));
  }

  private void faulty(Map<String, Object> patch, String detail) {
    settings(patch).then().statusCode(400).body("detail", containsString(detail));
  }

  private static Map<String, Object> mapping(String attribute, String resourceGroup, String role) {
    return Map.of(
        "signIn",
        Map.of(
            "resourceGroupMapping",
            Map.of(
                "attribute",
                attribute,
                "rules",
                List.of(Map.of("value", "a", "resourceGroup", resourceGroup, "role", role)))));
  }

  /** The preview knows the groups that proposed links name. */
  @Test
  void thePreviewResolvesProposedLinks() {
    String jane = acme.user("jane");
    group("admins", jane);
    Tenant.operator()
        .body(links("admins", "admin"))
        .post("/organizations/" + acme.id() + "/mappings/preview")
        .then()
        .statusCode(200)
        .body("changes.id", contains(jane))
        .body("administratorsThen", equalTo(1));
    Tenant.operator().get("/organizations/" + acme.id()).then().body("roles.groupLinks", empty());
  }

  /** P4: neither settings nor a group's rename or deletion takes the last administrator. */
  @Test
  void theLastAdministratorOfAGroupIsKept() {
    String boss = acme.user("boss");
    String admins = group("admins", boss);
    settings(links("admins", "admin")).then().statusCode(200);
    settings(Map.of("lastAdmin", "PROTECT_LAST_ADMIN")).then().statusCode(200);
    settings(links("others", "admin")).then().statusCode(409).body("member", equalTo("roles"));
    patch(admins, "{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"crew\"}")
        .statusCode(409)
        .body("scimType", equalTo("mutability"));
    acme.scim().delete("/Groups/" + admins).then().statusCode(409);
    acme.scim()
        .body(
            Map.of("Operations", List.of(Map.of("method", "DELETE", "path", "/Groups/" + admins))))
        .post("/Bulk")
        .then()
        .statusCode(200)
        .body("Operations[0].status", equalTo("409"));
    get(admins)
        .body("displayName", equalTo("admins"))
        .body("members.value", contains(boss))
        .header("ETag", equalTo("W/\"1\""));
    // The first match counts, so that a new group could give the administrator less.
    settings(
            Map.of(
                "roles",
                Map.of(
                    "conflict",
                    "FIRST_MATCH",
                    "groupLinks",
                    List.of(
                        Map.of("group", "interns", "role", "read"),
                        Map.of("group", "admins", "role", "admin")))))
        .then()
        .statusCode(200);
    acme.scim()
        .body(Map.of("displayName", "interns", "members", List.of(Map.of("value", boss))))
        .post("/Groups")
        .then()
        .statusCode(409);
    acme.scim().get("/Groups").then().body("Resources.displayName", contains("admins"));
    group("interns");
    // With a second administrator, the group may go.
    acme.patch(acme.user("second"), "add", "roles", List.of(Map.of("value", "admin")))
        .then()
        .statusCode(200);
    acme.scim().delete("/Groups/" + admins).then().statusCode(204);
  }

  /** A new link and a group that gets its name at the same time never miss each other. */
  @Test
  void aLinkAndItsGroupNeverMissEachOther() throws Exception {
    String organization = "/organizations/" + acme.id();
    Map<String, String> core = Map.of("name", "core");
    Calls.body(201, () -> Calls.operator().post(organization + "/resource-groups", core));
    List<String> missed = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < RACES; i++) {
        String team = "team-" + i;
        boolean isNew = i % 2 == 0;
        boolean isSetting = i % 4 < 2;
        String former = isNew ? "" : group("former-" + i);
        CyclicBarrier together = new CyclicBarrier(2);
        Future<?> link =
            pool.submit(
                () -> {
                  together.await();
                  return isSetting ? linkRole(organization, team) : linkCore(organization, team);
                });
        together.await();
        String group = isNew ? group(team) : renamed(former, team);
        link.get();
        JsonNode found = Calls.body(200, () -> Calls.operator().get(organization));
        String ids =
            found.at(isSetting ? "/roles/groupLinks" : "/resourceGroups/0/links").toString();
        if (!ids.contains(group)) {
          missed.add(team);
        }
      }
    }
    assertThat(missed).isEmpty();
  }

  private static JsonNode linkRole(String organization, String team) {
    return Calls.body(
        200, () -> Calls.operator().patch(organization, links("nobody", "admin", team, "read")));
  }

  private static JsonNode linkCore(String organization, String team) {
    String path = organization + "/resource-groups/core/links/" + team;
    return Calls.body(200, () -> Calls.operator().put(path, Map.of("role", "read")));
  }

  private String renamed(String group, String name) {
    Map<String, Object> patch =
        Map.of(
            "Operations", List.of(Map.of("op", "replace", "path", "displayName", "value", name)));
    Calls.body(200, () -> Calls.scim(acme).patch("/Groups/" + group, patch));
    return group;
  }
}
