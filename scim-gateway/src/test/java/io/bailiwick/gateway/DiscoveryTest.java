package io.bailiwick.gateway;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.bailiwick.model.Role;
import java.util.Arrays;
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

  /** RFC 7643, section 7: a client learns from the schema what will be refused. */
  @Test
  void theSchemaSaysWhatIsEnforced() {
    Tenant acme = Tenant.make("acme");
    String core = "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User";
    String sub = "attributes.find { it.name == '%s' }.subAttributes.find { it.name == 'value' }.%s";
    String[] roles =
        Arrays.stream(Role.values()).map(role -> role.wireName()).toArray(String[]::new);
    acme.scim()
        .get(core)
        .then()
        .body(sub.formatted("roles", "canonicalValues"), contains(roles))
        .body(sub.formatted("emails", "uniqueness"), equalTo("server"));
    for (String role : roles) {
      created(acme, role, "{\"value\":\"" + role + "@x.example\",\"type\":\"work\"}", role, 201);
    }
    created(acme, "emperor", "{\"value\":\"e@x.example\"}", "emperor", 400);
  }

  /** Families share a home address; nobody shares one at work, or a primary one. */
  @Test
  void onlyTheAddressAtWorkAndThePrimaryOneAreUnique() {
    Tenant acme = Tenant.make("acme");
    String home = "{\"value\":\"family@x.example\",\"type\":\"home\"}";
    created(acme, "ann", home, "read", 201);
    created(acme, "bob", home, "read", 201);
    created(acme, "cat", "{\"value\":\"c@x.example\",\"type\":\"work\"}," + home, "read", 201);
    created(acme, "dan", "{\"value\":\"C@x.example\",\"type\":\"Work\"}," + home, "read", 409);
    acme.scim()
        .queryParam("filter", "emails.value eq \"Family@x.example\"")
        .get("/Users")
        .then()
        .body("totalResults", equalTo(3));
  }

  private static void created(
      Tenant tenant, String userName, String emails, String role, int status) {
    tenant
        .scim()
        .body(
            "{\"userName\":\"%s\",\"emails\":[%s],\"roles\":[{\"value\":\"%s\"}]}"
                .formatted(userName, emails, role))
        .post("/Users")
        .then()
        .statusCode(status);
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
