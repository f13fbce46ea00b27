package io.bailiwick.gateway;

import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** An organization with users to be grouped. */
abstract class GroupedUsers {
  Tenant acme;

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("groups");
  }

  String group(String name, String... members) {
    return acme.scim()
        .body(
            Map.of(
                "displayName",
                name,
                "externalId",
                name + "-object-id",
                "members",
                java.util.Arrays.stream(members).map(id -> Map.of("value", id)).toList()))
        .post("/Groups")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  ValidatableResponse get(String group) {
    return acme.scim().get("/Groups/" + group).then();
  }

  ValidatableResponse patch(String group, String operations) {
    return acme.scim()
        .body(
            "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":["
                + operations
                + "]}")
        .patch("/Groups/" + group)
        .then();
  }
}
