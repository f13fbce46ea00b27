package io.bailiwick.gateway;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas of an organization's own are accepted, discovered, changed and removed. */
@GatewayTest
class ExtensionSchemasTest extends ExtendedUsers {
  @Test
  void isDiscovered() {
    acme.scim().get("/Schemas").then().body("Resources.id", hasItem(URN));
    acme.scim()
        .get("/Schemas/" + URN)
        .then()
        .statusCode(200)
        .body("attributes.name", hasItems("number", "doors"))
        .body("meta.resourceType", is("Schema"));
    acme.scim().get("/ResourceTypes/User").then().body("schemaExtensions.schema", hasItem(URN));
    acme.scim()
        .get("/ResourceTypes/Group")
        .then()
        .body("schemaExtensions.schema", not(hasItem(URN)));
  }

  @Test
  void isTheOrganizationsOwn() {
    Tenant globex = Tenant.make("globex");
    post(globex, "jane", DATA).statusCode(201).body("$", not(hasKey(URN)));
    globex.scim().get("/Schemas/" + URN).then().statusCode(404);
    globex
        .scim()
        .queryParam("filter", URN + ":number pr")
        .get("/Users")
        .then()
        .statusCode(400)
        .body("scimType", is("invalidFilter"));
    Tenant.operator()
        .get("/organizations/" + globex.id() + "/scim/schemas")
        .then()
        .body("schemas.size()", equalTo(0));
  }

  @Test
  void extendsGroupsAndBulkRequestsToo() {
    String urn = "urn:acme:scim:cost:1.0:Group";
    put(urn, "Group", "{\"id\":\"%s\",\"attributes\":[{\"name\":\"centre\"}]}".formatted(urn))
        .statusCode(201);
    acme.scim()
        .body(
            """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
              {"method":"POST","path":"/Groups","bulkId":"g","data":{"displayName":"G","%s":{"centre":"C1"}}},
              {"method":"POST","path":"/Users","bulkId":"u","data":{"userName":"jane","%s":%s}}]}"""
                .formatted(urn, URN, DATA))
        .post("/Bulk")
        .then()
        .statusCode(200)
        .body("Operations.status", contains("201", "201"));
    acme.scim()
        .queryParam("filter", urn + ":centre eq \"c1\"")
        .get("/Groups")
        .then()
        .body("totalResults", equalTo(1))
        .body("Resources[0].'%s'.centre".formatted(urn), is("C1"));
    acme.scim()
        .queryParam("filter", URN + ":level eq 3")
        .get("/Users")
        .then()
        .body("totalResults", equalTo(1));
  }

  @Test
  void growsButDoesNotChangeWhatDataMeans() {
    jane();
    String grown = BADGE.replace("\"attributes\": [", "\"attributes\": [{\"name\": \"note\"},");
    put(URN, "User", grown).statusCode(200);
    acme.scim().get("/Schemas/" + URN).then().body("attributes.name", hasItem("note"));
    put(URN, "User", BADGE.replace("\"integer\"", "\"decimal\""))
        .statusCode(409)
        .body("detail", containsString("note cannot be left out"));
    put(URN, "User", grown.replace("\"floor\", \"type\": \"integer\"", "\"floor\""))
        .statusCode(409)
        .body("detail", containsString("doors.floor"));
    put(URN, "Group", grown).statusCode(409).body("detail", containsString("resourceType"));
  }

  @Test
  void goesOnlyWithoutData() {
    String id = jane();
    Tenant.operator().delete(path(URN)).then().statusCode(409);
    acme.scim().delete("/Users/" + id).then().statusCode(204);
    Tenant.operator().delete(path(URN)).then().statusCode(204);
    Tenant.operator().delete(path(URN)).then().statusCode(404);
    acme.scim().get("/Schemas/" + URN).then().statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"id\":\"%s\"}",
        "{\"id\":\"%s\",\"attributes\":[]}",
        "{\"id\":\"%s\",\"attributes\":[{\"name\":\"a\"}],\"surprise\":1}",
        "{\"id\":\"%s\",\"attributes\":[{\"name\":\"a b\"}]}",
        "{\"id\":\"%s\",\"attributes\":[{\"type\":\"string\"}]}",
        "{\"id\":\"%s\",\"attributes\":[{\"name\":\"a\"},{\"name\":\"A\"}]}",
        "{\"id\":\"%s\",\"attributes\":[{\"name\":\"a\",\"type\":\"text\"}]}",
        "{\"id\":\"%s\",\"attributes\":[{\"name\":\"a\",\"type\":\"complex\"}]}",
        "{\"id\":\"%s\",\"attributes\":[{\"name\":\"a\",\"subAttributes\":[{\"name\":\"b\"}]}]}",
        "{\"id\":\"%s\",\"attributes\":[{\"name\":\"a\",\"mutability\":\"readOnly\"}]}",
        "{\"id\":\"%s\",\"attributes\":[{\"name\":\"a\",\"returned\":\"never\"}]}",
        "{\"id\":\"%s\",\"attributes\":[{\"name\":\"a\",\"uniqueness\":\"server\"}]}",
        "{\"id\":\"%s\",\"attributes\":[{\"name\":\"a\",\"required\":\"yes\"}]}",
        "{\"id\":\"%s\",\"attributes\":{\"name\":\"a\"}}",
        "{\"id\":\"urn:acme:other\",\"attributes\":[{\"name\":\"a\"}]}",
        "not json"
      })
  void whatIsNoSchemaIsRefused(String schema) {
    String urn = "urn:acme:bad:1.0:User";
    put(urn, "User", schema.formatted(urn)).statusCode(400);
    acme.scim().get("/Schemas").then().body("Resources.id", not(hasItem(urn)));
  }

  @Test
  void theFaultIsNamed() {
    String urn = "urn:acme:bad:1.0:User";
    put(
            urn,
            "User",
            "{\"id\":\"%s\",\"attributes\":[{\"name\":\"a\"},{\"name\":\"b\",\"type\":\"text\"}]}"
                .formatted(urn))
        .statusCode(400)
        .body("member", is("attributes[1].type"));
    String shouted = URN.replace("badge", "BADGE");
    put(shouted, "User", BADGE.replace(URN, shouted))
        .statusCode(409)
        .body("detail", containsString(URN));
    put(URN, "Device", BADGE).statusCode(400).body("member", is("resourceType"));
    String standard = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    put(standard, "User", BADGE.replace(URN, standard))
        .statusCode(400)
        .body("detail", containsString("urn:ietf:"));
    Tenant.operator()
        .body(BADGE)
        .put("/organizations/nobody/scim/schemas/" + URN)
        .then()
        .statusCode(404);
  }

  @Test
  void areListedForTheOperator() {
    JsonPath list =
        Tenant.operator()
            .get("/organizations/" + acme.id() + "/scim/schemas")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    org.assertj.core.api.Assertions.assertThat(list.getString("schemas[0].schema.id"))
        .isEqualTo(URN);
  }
}
