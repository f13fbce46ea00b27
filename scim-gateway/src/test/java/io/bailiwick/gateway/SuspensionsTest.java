package io.bailiwick.gateway;

import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The identity provider ends its own suspension only, and an administrator theirs. */
@GatewayTest
class SuspensionsTest extends SignInJourney {
  private static final String JANE = "{\"userName\":\"jane\",\"externalId\":\"s-jane\"}";

  @ParameterizedTest
  @ValueSource(strings = {"PATCH", "PUT", "POST", "Bulk"})
  void eachReasonEndsByItsOwnSource(String path) {
    String id = push(JANE);
    lock("POST", id);
    // A POST deactivates no existing user.
    set(path.equals("POST") ? "PUT" : path, id, false);
    refused(signIn(), 403, "LOCKED");
    lock("DELETE", id);
    refused(signIn(), 403, "DEACTIVATED");
    acme.tenant().scim().get("/Users/" + id).then().body("active", equalTo(false));

    lock("POST", id);
    set(path, id, true);
    acme.tenant().scim().get("/Users/" + id).then().body("active", equalTo(true));
    refused(signIn(), 403, "LOCKED");
    lock("DELETE", id);
    signIn().then().statusCode(200);
  }

  private Response signIn() {
    return new Browser().signIn(acme.id(), acme.idp(), jane());
  }

  private void lock(String method, String id) {
    Tenant.operator()
        .request(method, "/organizations/" + acme.id() + "/identities/" + id + "/lock")
        .then()
        .statusCode(204);
  }

  private void set(String path, String id, boolean active) {
    Map<String, Object> user = Map.of("userName", "jane", "externalId", "s-jane", "active", active);
    Response answer =
        switch (path) {
          case "PATCH" -> acme.tenant().patch(id, "replace", "active", active);
          case "PUT" -> acme.tenant().scim().body(user).put("/Users/" + id);
          case "POST" -> acme.tenant().scim().body(user).post("/Users");
          default ->
              acme.tenant()
                  .scim()
                  .body(
                      Map.of(
                          "Operations",
                          List.of(Map.of("method", "PUT", "path", "/Users/" + id, "data", user))))
                  .post("/Bulk");
        };
    answer.then().statusCode(path.equals("POST") ? 201 : 200);
  }
}
