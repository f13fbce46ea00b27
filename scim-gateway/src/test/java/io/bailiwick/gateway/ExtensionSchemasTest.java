package io.bailiwick.gateway;

import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An organization extends users and groups by nothing but the JSON of a schema. */
@GatewayTest
class ExtensionSchemasTest {
  private static final String URN = "urn:acme:scim:badge:1.0:User";

  private static final String BADGE =
      """
      {"id": "%s", "name": "Badge", "description": "What opens doors.", "attributes": [
        {"name": "number", "type": "string", "required": true, "mutability": "immutable", "caseExact": true},
        {"name": "level", "type": "integer"},
        {"name": "height", "type": "decimal"},
        {"name": "desk", "type": "complex", "subAttributes": [
          {"name": "value", "mutability": "immutable"}, {"name": "room"}]},
        {"name": "lost", "type": "boolean"},
        {"name": "issued", "type": "dateTime"},
        {"name": "photo", "type": "binary", "returned": "request"},
        {"name": "colours", "multiValued": true},
        {"name": "doors", "type": "complex", "multiValued": true, "subAttributes": [
          {"name": "value"}, {"name": "floor", "type": "integer"},
          {"name": "primary", "type": "boolean"}]}]}"""
          .formatted(URN);

  private static final String DATA =
      """
      {"number": "A-7", "level": 3, "lost": "False", "issued": "2026-02-03T04:05:06+01:00",
       "photo": "AAEC", "colours": ["Red", "green"],
       "doors": [{"value": "North", "floor": 1, "primary": true}, {"value": "South", "floor": 2}]}""";

  private Tenant acme;

  @BeforeEach
  void anExtension() {
    acme = Tenant.make("acme");
    put(URN, "User", BADGE)
        .statusCode(201)
        .body("schema.attributes[1].mutability", is("readWrite"));
  }

  private static org.hamcrest.Matcher<String> is(String text) {
    return equalTo(text);
  }

  private String path(String urn) {
    return "/organizations/" + acme.id() + "/scim/schemas/" + urn;
  }

  private ValidatableResponse put(String urn, String resourceType, String schema) {
    return Tenant.operator()
        .queryParam("resourceType", resourceType)
        .body(schema)
        .put(path(urn))
        .then();
  }

  private ValidatableResponse post(Tenant tenant, String userName, String data) {
    return tenant
        .scim()
        .body("{\"userName\":\"%s\",\"%s\":%s}".formatted(userName, URN, data))
        .post("/Users")
        .then();
  }

  private String jane() {
    return post(acme, "jane", DATA).statusCode(201).extract().path("id");
  }

  @Test
  void itsDataIsKeptAndShown() {
    String id = jane();
    acme.scim()
        .get("/Users/" + id)
        .then()
        .body("schemas", hasItem(URN))
        .body("'%s'.number".formatted(URN), is("A-7"))
        .body("'%s'.lost".formatted(URN), equalTo(false))
        .body("'%s'.doors.floor".formatted(URN), contains(1, 2))
        .body("'%s'".formatted(URN), not(hasKey("photo")));
    acme.scim()
        .queryParam("attributes", URN + ":photo")
        .get("/Users/" + id)
        .then()
        .body("'%s'.photo".formatted(URN), is("AAEC"))
        .body("'%s'".formatted(URN), not(hasKey("number")));
  }

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          number eq "A-7"                            | 1
          number eq "a-7"                            | 0
          level gt 2                                 | 1
          level gt 10                                | 0
          lost eq false                              | 1
          issued eq "2026-02-03T03:05:06Z"           | 1
          issued lt "2026-02-03T03:05:06Z"           | 0
          colours eq "RED"                           | 1
          doors[value eq "north" and floor eq 1]     | 1
          doors[value eq "north" and floor eq 2]     | 0
          doors.value sw "SOU"                       | 1
          nothing pr                                 | 400
          """)
  void itsAttributesAreFilteredBy(String filter, int expected) {
    // Written again by somebody who knows nothing of it: it is found as before.
    String lock = "/organizations/" + acme.id() + "/identities/" + jane() + "/lock";
    Tenant.operator().post(lock).then().statusCode(anyOf(equalTo(200), equalTo(204)));
    ValidatableResponse found =
        acme.scim().queryParam("filter", URN + ":" + filter).get("/Users").then();
    if (expected == 400) {
      found.statusCode(400).body("scimType", is("invalidFilter"));
    } else {
      found.statusCode(200).body("totalResults", equalTo(expected));
    }
  }

  @Test
  void itsAttributesAreOrderedBy() {
    jane();
    post(acme, "joe", "{\"number\":\"A-8\",\"level\":12}").statusCode(201);
    acme.user("nobody");
    acme.scim()
        .queryParam("sortBy", URN + ":level")
        .get("/Users")
        .then()
        .body("Resources.userName", contains("jane", "joe", "nobody"));
  }

  @Test
  void itsAttributesArePatched() {
    String id = jane();
    acme.scim()
        .body(
            """
            {"Operations":[
              {"op":"replace","path":"%1$s:level","value":4},
              {"op":"add","path":"%1$s:doors[value eq \\"North\\"].floor","value":9},
              {"op":"remove","path":"%1$s:colours"},
              {"op":"add","value":{"%1$s":{"lost":true}}}]}"""
                .formatted(URN))
        .patch("/Users/" + id)
        .then()
        .statusCode(200)
        .body("'%s'.level".formatted(URN), equalTo(4))
        .body("'%s'.doors[0].floor".formatted(URN), equalTo(9))
        .body("'%s'.lost".formatted(URN), equalTo(true))
        .body("'%s'".formatted(URN), not(hasKey("colours")));
    patch(id, "{\"op\":\"remove\",\"path\":\"%s\"}".formatted(URN))
        .statusCode(400)
        .body("scimType", is("mutability"));
  }

  private ValidatableResponse patch(String id, String operation) {
    return acme.scim().body("{\"Operations\":[" + operation + "]}").patch("/Users/" + id).then();
  }

  @Test
  void whatIsImmutableStays() {
    String id = jane();
    String other = "{\"op\":\"replace\",\"path\":\"%s:number\",\"value\":\"B-1\"}".formatted(URN);
    patch(id, other)
        .statusCode(400)
        .body("scimType", is("mutability"))
        .body("detail", containsString(URN + ":number"));
    acme.scim()
        .body("{\"userName\":\"jane\",\"%s\":{\"number\":\"B-1\"}}".formatted(URN))
        .put("/Users/" + id)
        .then()
        .statusCode(400)
        .body("scimType", is("mutability"));
    patch(id, "{\"op\":\"remove\",\"path\":\"%s\"}".formatted(URN))
        .statusCode(400)
        .body("scimType", is("mutability"));
    String same = "{\"op\":\"replace\",\"path\":\"%s:number\",\"value\":\"A-7\"}".formatted(URN);
    patch(id, same).statusCode(200).body("meta.version", is("W/\"1\""));
    String late = acme.user("late");
    patch(late, other).statusCode(200).body("'%s'.number".formatted(URN), is("B-1"));
  }

  @Test
  void whatIsImmutableIsKeptInsideOfAComplexValueAndForWhoComesBack() {
    String id = acme.user("late");
    String desk = "{\"desk\":{\"value\":\"7\",\"room\":\"A\"},\"number\":\"1\"}";
    replace(id, "\"externalId\":\"late\",\"%s\":%s".formatted(URN, desk));
    replace(id, "\"externalId\":\"late\",\"active\":false");
    replace(
            id,
            "\"externalId\":\"late\",\"%s\":{\"desk\":{\"room\":\"B\"},\"number\":\"1\"}"
                .formatted(URN))
        .body("'%s'.desk".formatted(URN), equalTo(Map.of("value", "7", "room", "B")));
    acme.scim()
        .body("{\"userName\":\"late\",\"externalId\":\"late\"}")
        .post("/Users")
        .then()
        .statusCode(201)
        .body("id", is(id))
        .body("active", equalTo(true))
        .body("'%s'.desk.value".formatted(URN), is("7"));
  }

  private ValidatableResponse replace(String id, String more) {
    return acme.scim()
        .body("{\"userName\":\"late\",%s}".formatted(more))
        .put("/Users/" + id)
        .then()
        .statusCode(200);
  }

  /** A client that does not know the extension can replace the rest. */
  @Test
  void whatIsImmutableIsKeptWhereAPutDoesNotNameIt() {
    String id = jane();
    acme.scim()
        .body("{\"userName\":\"jane.doe\"}")
        .put("/Users/" + id)
        .then()
        .statusCode(200)
        .body("userName", is("jane.doe"))
        .body("'%s'.number".formatted(URN), is("A-7"))
        .body("'%s'.level".formatted(URN), equalTo(3));
    put(URN, "User", BADGE.replace("\"required\": true, ", "")).statusCode(200);
    acme.scim()
        .body("{\"userName\":\"jane.doe\",\"%s\":{\"level\":4}}".formatted(URN))
        .put("/Users/" + id)
        .then()
        .statusCode(200)
        .body("'%s'.number".formatted(URN), is("A-7"))
        .body("'%s'.level".formatted(URN), equalTo(4))
        .body("'%s'.issued".formatted(URN), nullValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"level":1}                                         | number is required
          {"number":"1","level":"high"}                       | level must be an integer
          {"number":"1","height":"tall"}                      | height must be a number
          {"number":"1","issued":"yesterday"}                 | issued must be a date and time
          {"number":"1","photo":"no base64!"}                 | photo must be base64
          {"number":"1","lost":"maybe"}                       | lost must be true or false
          {"number":"1","doors":[{"primary":true},{"value":"x","primary":true}]} | doors has more than one
          [1]                                                 | must be an object
          """)
  void badDataIsRefusedByName(String data, String detail) {
    post(acme, "jane", data)
        .statusCode(400)
        .body("scimType", is("invalidValue"))
        .body("detail", containsString(detail));
    acme.scim().get("/Users").then().body("totalResults", equalTo(0));
  }

  @Test
  void numbersThatNothingCanHoldAreNoJsonHere() {
    post(acme, "jane", "{\"number\":\"1\",\"height\":1e999}")
        .statusCode(400)
        .body("scimType", is("invalidSyntax"))
        .body("detail", containsString("height"));
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
