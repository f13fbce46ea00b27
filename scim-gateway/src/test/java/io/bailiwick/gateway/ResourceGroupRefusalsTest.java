package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests about resource groups that are faulty, or about those of another organization. */
@GatewayTest
class ResourceGroupRefusalsTest extends ResourceGroupCalls {
  /** What another organization has is neither found nor changed. */
  @Test
  void anotherOrganizationIsNotTouched() {
    create("core");
    link("core", "Core team", "read").statusCode(200);
    Tenant globex = Tenant.make("globex");
    String foreign =
        Calls.created(() -> Calls.scim(globex).post("/Groups", Map.of("displayName", "Core team")));
    links(empty());
    link("core", foreign, "read").body("links.ids.flatten()", empty());
    for (String organization : List.of(globex.id(), "nobody")) {
      String path = "/organizations/" + organization + "/resource-groups/core";
      Map<String, String> role = Map.of("role", "read");
      Tenant.operator().get(path).then().statusCode(404);
      Tenant.operator().delete(path).then().statusCode(404);
      Tenant.operator().body(Map.of()).patch(path).then().statusCode(404);
      Tenant.operator().body(role).put(path + "/links/staff").then().statusCode(404);
      Tenant.operator().delete(path + "/links/staff").then().statusCode(404);
    }
    Map<String, String> name = Map.of("name", "core");
    String nobody = "/organizations/nobody/resource-groups";
    Tenant.operator().get(nobody).then().statusCode(404);
    Tenant.operator().body(name).post(nobody).then().statusCode(404);
    acme.scim().basePath("").get(path("")).then().statusCode(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          {}                                                     | name
          {"name":"x"}                                           | name
          {"name":"Core"}                                        | name
          {"name":"a/b"}                                         | name
          {"name":7}                                             | name
          {"name":"core","links":[{"group":"a","role":"admin"}]} | links
          {"name":"core","autoJoin":"SOME"}                      | autoJoin
          {"name":"core","autoJoin":"ALL"}                       | autoJoinRole
          {"name":"core","autoJoinRole":"read"}                  | autoJoinRole
          {"name":"core","autoJoin":"ALL","autoJoinRole":"no_access"} | autoJoinRole
          {"name":"core","name":"other"}                         | -
          []                                                     | -
          """)
  void aFaultyResourceGroupIsRejected(String body, String member) {
    Tenant.operator()
        .body(body)
        .post(path(""))
        .then()
        .statusCode(400)
        .body("member", equalTo(member));
    Tenant.operator().get(path("")).then().body("resourceGroups", empty());
  }

  @Test
  void aFaultyChangeIsRejected() {
    create("core");
    for (Object body :
        List.of(
            Map.of("name", "other"),
            Map.of("links", List.of()),
            Map.of("autoJoin", "ALL"),
            Map.of("autoJoinRole", "read"),
            List.of())) {
      patch("core", body).then().statusCode(400);
    }
    for (Object body :
        List.of(
            Map.of(),
            Map.of("role", "owner"),
            Map.of("role", 1),
            Map.of("role", "no_access"),
            Map.of("role", "read", "ids", List.of("x")))) {
      Tenant.operator().body(body).put(path("/core/links/staff")).then().statusCode(400);
    }
    link("core", "x".repeat(1025), "read").statusCode(400).body("member", equalTo("scimGroup"));
    link("core", "Ünï, \"quoted\" & 100% '", "read")
        .statusCode(200)
        .body("links.group", contains("Ünï, \"quoted\" & 100% '"));
    assertThat(version()).isEqualTo(3);
  }
}
