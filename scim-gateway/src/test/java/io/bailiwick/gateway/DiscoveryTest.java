package io.bailiwick.gateway;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import org.junit.jupiter.api.Test;

/** What the gateway says of itself. */
@GatewayTest
class DiscoveryTest {

  @Test
  void tellsOnlyWhatWorks() {
    Tenant acme = Tenant.make("acme");
    acme.scim()
        .get("/ServiceProviderConfig")
        .then()
        .statusCode(200)
        .contentType("application/scim+json")
        .body("patch.supported", equalTo(true))
        .body("filter.supported", equalTo(true))
        .body("etag.supported", equalTo(true))
        .body("bulk.supported", equalTo(true))
        .body("sort.supported", equalTo(true));
    acme.scim()
        .get("/ResourceTypes")
        .then()
        .statusCode(200)
        .body("Resources.endpoint", contains("/Users", "/Groups"));
    acme.scim()
        .get("/Schemas")
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(3))
        .body("Resources[0].attributes.name", hasItem("userName"));
    acme.scim()
        .get("/Schemas/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
        .then()
        .statusCode(200)
        .body("attributes", hasSize(6));
    acme.scim().get("/Schemas/urn:x").then().statusCode(404);
    acme.scim().get("/Me").then().statusCode(501).body("status", equalTo("501"));
    acme.scim().queryParam("filter", "id pr").get("/Schemas").then().statusCode(403);
  }

  @Test
  void answersInTheMediaTypeThatIsAskedFor() {
    Tenant acme = Tenant.make("acme");
    acme.scim()
        .accept("application/json")
        .get("/Users")
        .then()
        .statusCode(200)
        .contentType("application/json");
  }
}
