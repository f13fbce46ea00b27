package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The last effective administrator stays, if the organization wants it, on every way (P4). */
@GatewayTest
class LastAdminTest extends GroupedUsers {
  private String owners = "";
  private String jane = "";

  /** Links Owners, whose only member is jane, to admin, and Staff to read. */
  private void onlyAdminByGroup(String lastAdmin) {
    jane = acme.user("jane");
    owners = group("Owners", jane);
    settings(
        Map.of(
            "lastAdmin",
            lastAdmin,
            "roles",
            Map.of(
                "conflict",
                "FIRST_MATCH",
                "groupLinks",
                List.of(
                    Map.of("group", "Staff", "role", "read"),
                    Map.of("group", owners, "role", "admin")))));
  }

  private void settings(Map<String, Object> patch) {
    Calls.body(200, () -> Calls.operator().patch("/organizations/" + acme.id(), patch));
  }

  private ValidatableResponse put(String group, String... members) {
    return acme.scim()
        .body(
            Map.of(
                "displayName",
                "Owners",
                "members",
                Stream.of(members).map(id -> Map.of("value", id)).toList()))
        .put("/Groups/" + group)
        .then();
  }

  private static String members(String op, String id) {
    return "{\"op\":\"%s\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}".formatted(op, id);
  }

  private static void refused(ValidatableResponse answer) {
    answer.statusCode(409).body("detail", containsString("PROTECT_LAST_ADMIN"));
  }

  @Test
  void noChangeOfALinkedGroupTakesTheLastAdministrator() {
    onlyAdminByGroup("PROTECT_LAST_ADMIN");
    String joe = acme.user("joe");
    refused(patch(owners, members("remove", jane)));
    refused(
        patch(owners, "{\"op\":\"remove\",\"path\":\"members[value eq \\\"" + jane + "\\\"]\"}"));
    refused(patch(owners, "{\"op\":\"replace\",\"path\":\"members\",\"value\":[]}"));
    refused(put(owners));
    refused(acme.scim().delete("/Groups/" + owners).then());
    refused(bulkOf("DELETE", "/Groups/" + owners));
    // Nothing of a refused change is written.
    refused(
        patch(
            owners,
            "{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Others\"},"
                + members("remove", jane)));
    get(owners).header("ETag", "W/\"1\"").body("displayName", equalTo("Owners"));
    // Somebody else may take over, in one change too.
    put(owners, joe).statusCode(200);
    refused(patch(owners, members("remove", joe)));
    patch(owners, members("add", jane)).statusCode(200);
    patch(owners, members("remove", joe)).statusCode(200);
  }

  private ValidatableResponse bulkOf(String method, String path) {
    String status =
        acme.scim()
            .body(Map.of("Operations", List.of(Map.of("method", method, "path", path))))
            .post("/Bulk")
            .path("Operations[0].status");
    assertThat(status).isEqualTo("409");
    return acme.scim().delete(path).then();
  }

  /** A group that comes first takes the role of the other one. */
  @Test
  void joiningAGroupDoesNotTakeTheLastAdministrator() {
    onlyAdminByGroup("PROTECT_LAST_ADMIN");
    String joe = acme.user("joe");
    String staff = group("Staff", joe);
    refused(patch(staff, members("add", jane)));
    patch(staff, members("remove", joe)).statusCode(200);
    refused(put(staff, jane));
  }

  /** An administrator who may not act does not count, and an assignment by hand does. */
  @Test
  void onlyAdministratorsWhoMayActCount() {
    onlyAdminByGroup("PROTECT_LAST_ADMIN");
    String joe = acme.user("joe");
    byHand(joe, "admin").statusCode(204);
    acme.patch(joe, "replace", "active", false).then().statusCode(200);
    refused(patch(owners, members("remove", jane)));
    acme.patch(joe, "replace", "active", true).then().statusCode(200);
    patch(owners, members("remove", jane)).statusCode(200);
    // Now joe is the last one.
    refused(byHand(joe, "write"));
    refused(Tenant.operator().delete(role(joe)).then());
    refused(acme.patch(joe, "replace", "active", false).then());
    byHand(jane, "admin").statusCode(204);
    Tenant.operator().delete(role(joe)).then().statusCode(204);
    refused(Tenant.operator().delete(role(jane)).then());
  }

  private String role(String id) {
    return "/organizations/" + acme.id() + "/identities/" + id + "/role";
  }

  private ValidatableResponse byHand(String id, String role) {
    return Tenant.operator().body(Map.of("role", role)).put(role(id)).then();
  }

  @Test
  void theChangeIsAcceptedIfTheOrganizationDoesNotMind() {
    onlyAdminByGroup("ACCEPT");
    patch(owners, members("remove", jane)).statusCode(200);
    // Without an administrator, there is none to protect.
    settings(Map.of("lastAdmin", "PROTECT_LAST_ADMIN"));
    patch(owners, "{\"op\":\"replace\",\"path\":\"members\",\"value\":[]}").statusCode(200);
    acme.scim().delete("/Groups/" + owners).then().statusCode(204);
  }
}
