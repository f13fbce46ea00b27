package io.bailiwick.gateway;

import static org.hamcrest.Matchers.containsString;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.Map;

/** Requests about the resource groups of an organization, over the administration API. */
abstract class ResourceGroupCalls extends GroupedUsers {
  String path(String below) {
    return "/organizations/" + acme.id() + "/resource-groups" + below;
  }

  void create(String name) {
    Tenant.operator().body(Map.of("name", name)).post(path("")).then().statusCode(201);
  }

  ValidatableResponse link(String name, String scimGroup, String role) {
    return Tenant.operator()
        .body(Map.of("role", role))
        .put(path("/{name}/links/{group}"), name, scimGroup)
        .then();
  }

  Response patch(String name, Object body) {
    return Tenant.operator().body(body).patch(path("/" + name));
  }

  static ValidatableResponse refused(Response answer, int status, String detail) {
    return answer.then().statusCode(status).body("detail", containsString(detail));
  }

  int version() {
    return Tenant.operator().get("/organizations/" + acme.id()).path("version");
  }

  void links(org.hamcrest.Matcher<?> ids) {
    Tenant.operator().get(path("/core")).then().body("links[0].ids", ids);
  }
}
