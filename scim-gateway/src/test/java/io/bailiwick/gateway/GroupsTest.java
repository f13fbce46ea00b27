package io.bailiwick.gateway;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.bailiwick.json.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Groups over SCIM, as identity providers push them. */
@GatewayTest
class GroupsTest extends GroupedUsers {
  @Test
  void isCreatedAsEntraDoesAndFoundAsEntraAsks() {
    String jane = acme.user("jane");
    String group =
        acme.scim()
            .body(
                """
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group",
                  "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
                 "externalId":"8aa1a0c0","displayName":"Engineers","meta":{"resourceType":"Group"}}""")
            .post("/Groups")
            .then()
            .statusCode(201)
            .header("ETag", "W/\"1\"")
            .header("Location", startsWith("https://scim.bailiwick.example/scim/v2/" + acme.id()))
            .body("schemas", contains("urn:ietf:params:scim:schemas:core:2.0:Group"))
            .body("members", nullValue())
            .body("meta.resourceType", equalTo("Group"))
            .extract()
            .path("id");
    patch(
            group,
            "{\"op\":\"Add\",\"path\":\"members\",\"value\":[{\"$ref\":null,\"value\":\"%s\"}]}"
                .formatted(jane))
        .statusCode(200)
        .header("ETag", "W/\"2\"");
    for (String filter :
        List.of(
            "displayName eq \"ENGINEERS\"",
            "externalId eq \"8aa1a0c0\"",
            "id eq \"%s\" and members eq \"%s\"".formatted(group, jane))) {
      acme.scim()
          .queryParam("filter", filter)
          .queryParam("excludedAttributes", "members")
          .get("/Groups")
          .then()
          .statusCode(200)
          .body("Resources.id", contains(group))
          .body("Resources[0].members", nullValue());
    }
    acme.scim()
        .queryParam("filter", "externalId eq \"8AA1A0C0\"")
        .get("/Groups")
        .then()
        .body("totalResults", equalTo(0));
    get(group)
        .body("members.value", contains(jane))
        .body("members[0].display", equalTo("The jane"))
        .body("members[0].type", equalTo("User"))
        .body("members[0].$ref", containsString("/Users/" + jane));
  }

  /** As with userName: two groups must not look alike and be different. */
  @Test
  void hasANameThatCanBeSeen() {
    String sales =
        acme.scim()
            .body("{\"displayName\":\"Sales\"}")
            .post("/Groups")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    for (String name :
        List.of(
            "Sales ",
            " Sales",
            "Sales\\n",
            "Sales\\u200b",
            "Sa\\u00adles",
            "\\u3000Sales",
            "\\u200b")) {
      String body = "{\"displayName\":\"" + name + "\"}";
      acme.scim()
          .body(body)
          .post("/Groups")
          .then()
          .statusCode(400)
          .body("scimType", equalTo("invalidValue"))
          .body("detail", containsString("displayName"));
      acme.scim().body(body).put("/Groups/" + sales).then().statusCode(400);
      patch(sales, "{\"op\":\"replace\",\"value\":" + body + "}").statusCode(400);
    }
    acme.scim().get("/Groups").then().body("Resources.displayName", contains("Sales"));
  }

  /** The back-reference: RFC 7643 section 4.1.2. */
  @Test
  void showsInItsMembers() {
    String jane = acme.user("jane");
    String engineers = group("Engineers", jane);
    acme.scim()
        .get("/Users/" + jane)
        .then()
        .header("ETag", "W/\"2\"")
        .body("groups", hasSize(1))
        .body("groups[0].value", equalTo(engineers))
        .body("groups[0].display", equalTo("Engineers"))
        .body("groups[0].type", equalTo("direct"));
    acme.scim()
        .queryParam("filter", "groups.value eq \"%s\"".formatted(engineers))
        .queryParam("attributes", "userName")
        .get("/Users")
        .then()
        .body("Resources.id", contains(jane))
        .body("Resources[0].groups", nullValue());
    patch(engineers, "{\"op\":\"replace\",\"value\":{\"displayName\":\"Builders\"}}")
        .statusCode(200);
    acme.scim()
        .get("/Users/" + jane)
        .then()
        .header("ETag", "W/\"2\"")
        .body("groups[0].display", equalTo("Builders"));
    acme.scim().delete("/Groups/" + engineers).then().statusCode(204);
    get(engineers).statusCode(404);
    acme.scim().get("/Users/" + jane).then().header("ETag", "W/\"3\"").body("groups", nullValue());
  }

  @Test
  void isChangedAsOktaDoes() {
    String jane = acme.user("jane");
    String john = acme.user("john");
    String mary = acme.user("mary");
    String group = group("Engineers", jane);
    patch(
            group,
            """
            {"op":"remove","path":"members[value eq \\"%s\\"]"},
            {"op":"add","path":"members","value":[{"value":"%s","display":"john@acme.example"}]}"""
                .formatted(jane, john))
        .statusCode(200)
        .body("members.value", contains(john));
    patch(
            group,
            "{\"op\":\"replace\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"},{\"value\":\"%s\"}]}"
                .formatted(john, mary))
        .statusCode(200)
        .body("members.value", containsInAnyOrder(john, mary));
    patch(group, "{\"op\":\"replace\",\"value\":{\"id\":\"g\",\"displayName\":\"Builders\"}}")
        .statusCode(200)
        .body("id", equalTo(group))
        .body("displayName", equalTo("Builders"))
        .body("members", hasSize(2));
    acme.scim()
        .body(Map.of("displayName", "Builders", "members", List.of(Map.of("value", jane))))
        .put("/Groups/" + group)
        .then()
        .statusCode(200)
        .body("externalId", nullValue())
        .body("members.value", contains(jane));
  }

  @Test
  void refusesWhatCannotBeAndNothingIsHalfDone() {
    String jane = acme.user("jane");
    String group = group("Engineers", jane);
    String elsewhere = Tenant.make("other").user("mallory");
    for (String stranger : List.of("nobody", elsewhere)) {
      patch(
              group,
              """
              {"op":"replace","path":"displayName","value":"Changed"},
              {"op":"add","path":"members","value":[{"value":"%s"}]}"""
                  .formatted(stranger))
          .statusCode(400)
          .body("scimType", equalTo("invalidValue"))
          .body("detail", containsString(stranger));
    }
    patch(group, "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"display\":\"x\"}]}")
        .statusCode(400)
        .body("scimType", equalTo("invalidValue"))
        .body("detail", containsString("members.value"));
    patch(
            group,
            "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"x\",\"type\":\"Group\"}]}")
        .statusCode(400)
        .body("detail", containsString("members.type"));
    patch(group, "{\"op\":\"remove\",\"path\":\"members[display co \\\"x\\\"]\"}")
        .statusCode(400)
        .body("scimType", equalTo("invalidPath"));
    patch(group, "{\"op\":\"remove\",\"path\":\"displayName\"}").statusCode(400);
    get(group)
        .header("ETag", "W/\"1\"")
        .body("displayName", equalTo("Engineers"))
        .body("members.value", contains(jane));
    acme.scim()
        .body(Map.of("displayName", "ENGINEERS"))
        .post("/Groups")
        .then()
        .statusCode(409)
        .body("scimType", equalTo("uniqueness"));
    acme.scim().body(Map.of("externalId", "x")).post("/Groups").then().statusCode(400);
    acme.scim().get("/Groups/nothing").then().statusCode(404);
    Tenant.make("other").scim().get("/Groups/" + group).then().statusCode(404);
  }

  @Test
  void keepsToTheVersionThatAClientExpects() {
    String group = group("Engineers");
    acme.scim().header("If-None-Match", "W/\"1\"").get("/Groups/" + group).then().statusCode(304);
    acme.scim()
        .header("If-Match", "W/\"7\"")
        .body(Map.of("displayName", "Builders"))
        .put("/Groups/" + group)
        .then()
        .statusCode(412);
    acme.scim().header("If-Match", "W/\"7\"").delete("/Groups/" + group).then().statusCode(412);
    patch(group, "{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Engineers\"}")
        .statusCode(200)
        .header("ETag", "W/\"1\"");
  }

  @Test
  void isNotSentBackToEntra() {
    String group = group("Engineers");
    acme.withProfile("ENTRA")
        .scim()
        .body("{\"Operations\":[{\"op\":\"Replace\",\"path\":\"displayName\",\"value\":\"X\"}]}")
        .patch("/Groups/" + group)
        .then()
        .statusCode(204)
        .header("ETag", "W/\"2\"");
  }

  @Test
  void isNotSentBackWhenItIsLarge() throws Exception {
    ManyUsers.fill(acme, 10_020);
    List<String> many =
        IntStream.rangeClosed(1, 10_020).mapToObj(n -> ManyUsers.id(acme, n)).toList();
    String group = group("Everybody");
    List<Map<String, String>> members = many.stream().map(id -> Map.of("value", id)).toList();
    String add =
        new String(
            StrictJson.write(Map.of("op", "add", "path", "members", "value", members)),
            java.nio.charset.StandardCharsets.UTF_8);
    patch(group, add).statusCode(204).header("ETag", "W/\"2\"");
    acme.scim()
        .queryParam("attributes", "displayName")
        .body(
            "{\"Operations\":[{\"op\":\"remove\",\"path\":\"members[value eq \\\"%s\\\"]\"}]}"
                .formatted(many.getFirst()))
        .patch("/Groups/" + group)
        .then()
        .statusCode(200)
        .body("members", nullValue())
        .body("displayName", equalTo("Everybody"));
    get(group).body("members", hasSize(10_019));
    patch(group, "{\"op\":\"replace\",\"path\":\"members\",\"value\":[]}")
        .statusCode(200)
        .body("members", nullValue());
    acme.scim().queryParam("filter", "groups pr").get("/Users").then().body("Resources", empty());
  }
}
