package io.bailiwick.gateway;

import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;

/** An organization with an extension schema. */
abstract class ExtendedUsers {
  static final String URN = "urn:acme:scim:badge:1.0:User";

  static final String BADGE =
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

  static final String DATA =
      """
      {"number": "A-7", "level": 3, "lost": "False", "issued": "2026-02-03T04:05:06+01:00",
       "photo": "AAEC", "colours": ["Red", "green"],
       "doors": [{"value": "North", "floor": 1, "primary": true}, {"value": "South", "floor": 2}]}""";

  Tenant acme;

  @BeforeEach
  void anExtension() {
    acme = Tenant.make("acme");
    put(URN, "User", BADGE)
        .statusCode(201)
        .body("schema.attributes[1].mutability", is("readWrite"));
  }

  static org.hamcrest.Matcher<String> is(String text) {
    return equalTo(text);
  }

  String path(String urn) {
    return "/organizations/" + acme.id() + "/scim/schemas/" + urn;
  }

  ValidatableResponse put(String urn, String resourceType, String schema) {
    return Tenant.operator()
        .queryParam("resourceType", resourceType)
        .body(schema)
        .put(path(urn))
        .then();
  }

  ValidatableResponse post(Tenant tenant, String userName, String data) {
    return tenant
        .scim()
        .body("{\"userName\":\"%s\",\"%s\":%s}".formatted(userName, URN, data))
        .post("/Users")
        .then();
  }

  String jane() {
    return post(acme, "jane", DATA).statusCode(201).extract().path("id");
  }

  ValidatableResponse replace(String id, String more) {
    return acme.scim()
        .body("{\"userName\":\"late\",%s}".formatted(more))
        .put("/Users/" + id)
        .then()
        .statusCode(200);
  }
}
