package io.bailiwick.gateway;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.StrictJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An organization with a connection, and browsers that sign in through it. */
abstract class SignInJourney {
  Connected acme;

  @BeforeEach
  void aConnectedOrganization() {
    acme = Connected.make("acme");
  }

  @AfterEach
  void close() {
    acme.close();
  }

  static ObjectNode jane() {
    return ScriptedIdp.person("s-jane", "jane").put("given_name", "Jane").put("family_name", "Doe");
  }

  io.restassured.response.ValidatableResponse users(String userName) {
    return acme.tenant()
        .scim()
        .get("/Users?filter=userName eq \"" + userName + "\"")
        .then()
        .statusCode(200);
  }

  void refused(io.restassured.response.Response response, int status, String check) {
    String trace =
        response
            .then()
            .statusCode(status)
            .header("Content-Security-Policy", containsString("default-src 'none'"))
            .extract()
            .htmlPath()
            .getString("**.find { it.@id == 'trace' }");
    Tenant.operator()
        .get("/organizations/" + acme.id() + "/sign-in-traces/" + trace)
        .then()
        .statusCode(200)
        .body("check", equalTo(check))
        .body("failed", notNullValue())
        .body("mend", notNullValue());
  }

  String push(String json) {
    return Calls.created(
        () -> Calls.scim(acme.tenant()).post("/Users", StrictJson.mapper().readTree(json)));
  }
}
