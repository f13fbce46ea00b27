package io.bailiwick.gateway;

import io.restassured.response.ValidatableResponse;
import java.util.Arrays;
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
    Map<String, Object> group =
        Map.of(
            "displayName",
            name,
            "externalId",
            name + "-object-id",
            "members",
            Arrays.stream(members).map(id -> Map.of("value", id)).toList());
    return Calls.created(() -> Calls.scim(acme).post("/Groups", group));
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
