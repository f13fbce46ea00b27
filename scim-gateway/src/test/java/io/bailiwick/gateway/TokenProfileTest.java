package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.bailiwick.gateway.schema.ResourceTypes;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A token's profile says what its client may leave out, and what it must send. */
@GatewayTest
class TokenProfileTest extends PushedUsers {
  private static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:User";

  /** How closely a token's client keeps to the RFC: STRICT asks for no more than it does. */
  @Test
  void isTakenAsTheTokensProfileSays() {
    Tenant strict = acme.withProfile("STRICT");
    strict
        .scim()
        .body(entraUser("john").replaceFirst("\"active\" *: *true", "\"active\":\"true\""))
        .post("/Users")
        .then()
        .statusCode(400)
        .body("detail", containsString("active"));
    strict
        .scim()
        .body(entraUser("john").replace("\"title\":null", "\"title\":7"))
        .post("/Users")
        .then()
        .statusCode(400)
        .body("detail", containsString("title"));
    strict
        .scim()
        .body(entraUser("john").replace("\"R&D\"", "7"))
        .post("/Users")
        .then()
        .statusCode(400)
        .body("detail", containsString("department"));
    strict
        .scim()
        .body("{\"schemas\":[\"%s\"],\"userName\":\"alone\"}".formatted(CORE))
        .post("/Users")
        .then()
        .statusCode(201);
    strict
        .scim()
        .body("{\"userName\":\"john\"}")
        .post("/Users")
        .then()
        .statusCode(400)
        .body("detail", containsString("schemas"));
    String id =
        strict
            .scim()
            .body(entraUser("john"))
            .post("/Users")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    String deactivate =
        "{\"Operations\":[{\"op\":\"Replace\",\"path\":\"active\",\"value\":\"False\"}]}";
    strict.scim().body(deactivate).patch("/Users/" + id).then().statusCode(400);
    acme.scim().body(deactivate).patch("/Users/" + id).then().statusCode(200);
    Tenant.operator()
        .body("{\"profile\":\"LAX\"}")
        .post("/organizations/" + acme.id() + "/scim-tokens")
        .then()
        .statusCode(400)
        .body("member", equalTo("profile"));
  }

  /** A copy of the schema for each request would cost more than many requests do. */
  @Test
  void requiredAttributesMakeOneCopyOfTheSchema() {
    Set<String> required = Set.of("emails", "name");
    ResourceTypes types = schemas.requiring(ResourceTypes.STANDARD, required);
    assertThat(types.user().core().attribute("name").orElseThrow().required()).isTrue();
    assertThat(schemas.requiring(ResourceTypes.STANDARD, Set.copyOf(required))).isSameAs(types);
    assertThat(schemas.requiring(ResourceTypes.STANDARD, Set.of("name"))).isNotEqualTo(types);
    assertThat(schemas.requiring(ResourceTypes.STANDARD, Set.of()))
        .isSameAs(ResourceTypes.STANDARD);
  }

  /** S3: what a client must send beside userName is a setting, and its schema says so. */
  @Test
  void hasWhatItsTokenRequires() {
    String tokens = "/organizations/" + acme.id() + "/scim-tokens";
    String jane = acme.user("jane");
    Tenant.operator()
        .body("{\"requiredAttributes\":[\"externalId\",\"groups\"]}")
        .post(tokens)
        .then()
        .statusCode(400)
        .body("member", equalTo("requiredAttributes"));
    String token =
        Tenant.operator()
            .body("{\"requiredAttributes\":[\"name\",\"externalId\",\"emails\"]}")
            .post(tokens)
            .then()
            .statusCode(201)
            .body("requiredAttributes", contains("emails", "externalId", "name"))
            .extract()
            .path("token");
    Tenant demanding = new Tenant(acme.id(), token);
    for (String attribute : List.of("externalId", "name", "emails")) {
      String without = entraUser("john").replace("\"" + attribute + "\"", "\"x\"");
      demanding
          .scim()
          .body(without)
          .post("/Users")
          .then()
          .statusCode(400)
          .body("detail", equalTo(attribute + " is required."));
      String required = "attributes.find { it.name == '%s' }?.required".formatted(attribute);
      demanding.scim().get("/Schemas/" + CORE).then().body(required, equalTo(true));
      acme.scim().get("/Schemas/" + CORE).then().body(required, not(equalTo(true)));
    }
    demanding.scim().body("{\"userName\":\"jane\"}").put("/Users/" + jane).then().statusCode(400);
    // Somebody who never had them can still be changed, and above all deactivated.
    demanding.patch(jane, "replace", "active", false).then().statusCode(200);
    String john =
        demanding
            .scim()
            .body(entraUser("john"))
            .post("/Users")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    demanding
        .patch(john, "replace", "externalId", "")
        .then()
        .statusCode(400)
        .body("scimType", equalTo("mutability"));
  }
}
