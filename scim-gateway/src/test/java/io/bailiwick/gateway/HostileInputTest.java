package io.bailiwick.gateway;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SCIM values, filters, patches and paths that cannot be are refused by name, and change nothing.
 */
@GatewayTest
class HostileInputTest extends HostileTenant {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"userName\":null}",
        "{\"userName\":\"\"}",
        "{\"userName\":\" \"}",
        "{\"userName\":[\"a\"]}",
        "{\"userName\":\" a\"}",
        "{\"userName\":\"a\\u0007b\"}",
        "{\"userName\":\"a\\u200bb\"}",
        "{\"userName\":\"a\",\"active\":\"perhaps\"}",
        "{\"userName\":\"a\",\"emails\":\"x\",\"name\":\"y\"}",
        "{\"userName\":\"a\",\"roles\":[\"emperor\"]}",
        "{\"userName\":\"a\",\"emails\":[{\"value\":\"x\",\"primary\":true},{\"value\":\"y\",\"primary\":true}]}"
      })
  void valuesThatCannotBe(String body) {
    refused(body, 400, "invalidValue");
  }

  @Test
  void aNameThatIsTooLong() {
    refused("{\"userName\":\"" + "x".repeat(300) + "\"}", 400, "invalidValue");
    refused(
        "{\"userName\":\"x\",\"externalId\":\"" + "x".repeat(3000) + "\"}", 400, "invalidValue");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "userName",
        "userName eq",
        "userName eq \"",
        "userName eq 'x'",
        "userName xx \"x\"",
        "userName eq \"x\" and",
        "(userName eq \"x\"",
        "userName eq \"x\")",
        "nobody eq \"x\"",
        "userName eq \"x\" extra",
        "name.nobody eq \"x\"",
        "emails[type eq \"x\"",
        "not userName pr",
        "active gt true",
        "userName eq 1",
        "",
        " "
      })
  void filtersThatAreNotUnderstood(String filter) {
    acme.scim()
        .queryParam("filter", filter)
        .get("/Users")
        .then()
        .statusCode(400)
        .body("scimType", equalTo("invalidFilter"));
  }

  @Test
  void filtersThatAreTooDeepOrTooLong() {
    for (String filter :
        new String[] {
          "(".repeat(200) + "userName eq \"x\"" + ")".repeat(200),
          "userName eq \"" + "x".repeat(3000) + "\" and userName eq \"" + "y".repeat(8000) + "\""
        }) {
      acme.scim()
          .queryParam("filter", filter)
          .get("/Users")
          .then()
          .statusCode(org.hamcrest.Matchers.oneOf(400, 414, 431));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                                     | invalidSyntax
          {"Operations":[]}                                                      | invalidSyntax
          {"Operations":{}}                                                      | invalidSyntax
          {"Operations":[1]}                                                     | invalidSyntax
          {"Operations":[{"op":"move","path":"title","value":"x"}]}              | invalidSyntax
          {"Operations":[{"op":"remove"}]}                                       | noTarget
          {"Operations":[{"op":"add","path":"title"}]}                           | invalidValue
          {"Operations":[{"op":"add","value":"x"}]}                              | invalidValue
          {"Operations":[{"op":"replace","path":"id","value":"x"}]}              | mutability
          {"Operations":[{"op":"replace","path":"meta.version","value":"x"}]}    | mutability
          {"Operations":[{"op":"replace","path":"groups","value":[]}]}           | mutability
          {"Operations":[{"op":"replace","path":"nobody","value":"x"}]}          | invalidPath
          {"Operations":[{"op":"replace","path":"emails[","value":"x"}]}         | invalidPath
          {"Operations":[{"op":"replace","path":"name[type eq \\"x\\"]","value":"x"}]} | invalidPath
          {"Operations":[{"op":"replace","path":"emails[type ne \\"x\\"].value","value":"x"}]} | noTarget
          {"Operations":[{"op":"replace","path":"active","value":"perhaps"}]}    | invalidValue
          {"Operations":[{"op":"remove","path":"userName"}]}                     | mutability
          {"Operations":[{"op":"replace","path":"userName","value":"a\\u0007"}]} | invalidValue
          {"Operations":[{"op":"replace","path":"title","value":"x"},{"op":"replace","path":"nobody","value":"x"}]} | invalidPath
          """)
  void patchesThatCannotBeLeaveEverythingAsItWas(String patch, String scimType) {
    String id =
        acme.scim().body(Map.of("userName", "jane")).post("/Users").then().extract().path("id");
    acme.scim()
        .body(patch)
        .patch("/Users/" + id)
        .then()
        .statusCode(400)
        .body("scimType", equalTo(scimType));
    acme.scim().get("/Users/" + id).then().header("ETag", "W/\"1\"");
  }

  /** What an index cannot hold is refused by name, not by the database. */
  @Test
  void addressesThatAreTooLong() {
    String random =
        new java.util.Random(7)
            .ints(3000, 'a', 'z')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    refused(
        "{\"userName\":\"jane\",\"emails\":[{\"value\":\"a@x\",\"primary\":true},{\"value\":\""
            + random
            + "\"}]}",
        400,
        "invalidValue");
    acme.scim().get("/Users?filter=userName eq \"" + random + "\"").then().statusCode(200);
    acme.scim().get("/Users/" + random).then().statusCode(404);
  }

  @Test
  void pagesBeyondAllNumbers() {
    acme.user("jane");
    acme.scim()
        .get("/Users?count=99999999999999&startIndex=-99999999999999")
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(1))
        .body("startIndex", equalTo(1));
    acme.scim()
        .get("/Users?startIndex=99999999999999")
        .then()
        .statusCode(200)
        .body("Resources", hasSize(0));
  }

  @Test
  void ambiguousPathsGetScimErrors() {
    io.restassured.RestAssured.given()
        .urlEncodingEnabled(false)
        .get("/scim/v2/" + acme.id() + "%2fUsers")
        .then()
        .statusCode(400)
        .contentType("application/scim+json")
        .body("status", equalTo("400"));
    acme.scim().post("/Me").then().statusCode(501);
  }

  @Test
  void otherMediaTypesAndMethodsGetScimErrors() {
    acme.scim()
        .contentType("text/plain")
        .body("x")
        .post("/Users")
        .then()
        .statusCode(415)
        .body("status", equalTo("415"));
    acme.scim().patch("/Users").then().statusCode(405).body("status", equalTo("405"));
    acme.scim().get("/Nothing").then().statusCode(404).body("status", equalTo("404"));
    acme.scim()
        .queryParam("count", "many")
        .get("/Users")
        .then()
        .statusCode(400)
        .body("detail", containsString("count"));
  }
}
