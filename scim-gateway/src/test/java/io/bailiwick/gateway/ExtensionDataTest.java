package io.bailiwick.gateway;

import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data of an organization's own schema is stored, found, ordered, patched and protected. */
@GatewayTest
class ExtensionDataTest extends ExtendedUsers {
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

  private ValidatableResponse patch(String id, String operation) {
    return acme.scim().body("{\"Operations\":[" + operation + "]}").patch("/Users/" + id).then();
  }
}
