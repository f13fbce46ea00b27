package io.bailiwick.gateway;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Users over SCIM, as identity providers push them. */
@GatewayTest
class UsersTest extends PushedUsers {
  @Test
  void isCreatedAndFoundAtOnce() {
    String id =
        create("jane")
            .contentType("application/scim+json")
            .header("ETag", "W/\"1\"")
            .header("Bailiwick-Revision", notNullValue())
            .header("Location", startsWith("https://scim.bailiwick.example/scim/v2/" + acme.id()))
            .body("id", matchesPattern("mgd_[0-9a-hjkmnp-tv-z]{26}"))
            .body("userName", equalTo("jane@Acme.example"))
            .body("meta.version", equalTo("W/\"1\""))
            .body("schemas", hasSize(2))
            .body("'" + ENTERPRISE + "'.department", equalTo("R&D"))
            .body("password", nullValue())
            .body("title", nullValue())
            .extract()
            .path("id");

    acme.scim()
        .get("/Users/" + id)
        .then()
        .statusCode(200)
        .body("externalId", equalTo("jane-object-id"))
        .body("password", nullValue());
    for (String filter :
        List.of(
            "userName eq \"JANE@acme.EXAMPLE\"",
            "externalId eq \"jane-object-id\"",
            "id eq \"" + id + "\"",
            "userName eq \"jane@acme.example\" and externalId EQ \"jane-object-id\"")) {
      acme.scim()
          .queryParam("filter", filter)
          .get("/Users")
          .then()
          .statusCode(200)
          .body("totalResults", equalTo(1))
          .body("Resources.id", contains(id));
    }
    acme.scim()
        .queryParam("filter", "externalId eq \"JANE-object-id\"")
        .get("/Users")
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(0));
  }

  /** Identity providers send numbers where their own attribute is one. */
  @Test
  void hasNumbersAndBooleansAsTexts() {
    for (Tenant tenant : List.of(acme, acme.withProfile("ENTRA"))) {
      String id =
          tenant
              .scim()
              .body(
                  "{\"userName\":%d,\"title\":7,\"nickName\":true,\"%s\":{\"employeeNumber\":26118915,\"manager\":4711}}"
                      .formatted(tenant.token().hashCode(), ENTERPRISE))
              .post("/Users")
              .then()
              .statusCode(201)
              .body("userName", equalTo(Integer.toString(tenant.token().hashCode())))
              .body("title", equalTo("7"))
              .body("nickName", equalTo("true"))
              .body("'" + ENTERPRISE + "'.employeeNumber", equalTo("26118915"))
              .body("'" + ENTERPRISE + "'.manager.value", equalTo("4711"))
              .extract()
              .path("id");
      tenant.patch(id, "replace", "title", 8).then().body("title", equalTo("8"));
      tenant
          .patch(id, "add", "phoneNumbers[type eq \"work\"].value", 5551234)
          .then()
          .body("phoneNumbers.value", contains("5551234"));
    }
  }

  @Test
  void isPatchedAsEntraDoes() {
    String id = createdId("jane");
    String patch =
        """
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
          {"op":"Replace","path":"active","value":"False"},
          {"op":"Replace","path":"name.givenName","value":"Janet"},
          {"op":"Add","path":"emails[type eq \\"home\\"].value","value":"jane@home.example"},
          {"op":"Add","path":"%1$s:manager","value":"m-1"},
          {"op":"replace","value":{"displayName":"Janet D","%1$s:employeeNumber":"A1","id":"x"}}]}"""
            .formatted(ENTERPRISE);
    acme.scim()
        .body(patch)
        .patch("/Users/" + id)
        .then()
        .statusCode(200)
        .header("ETag", "W/\"2\"")
        .body("active", equalTo(false))
        .body("name.givenName", equalTo("Janet"))
        .body("name.familyName", equalTo("Doe"))
        .body("displayName", equalTo("Janet D"))
        .body("emails", hasSize(2))
        .body("'" + ENTERPRISE + "'.manager.value", equalTo("m-1"))
        .body("'" + ENTERPRISE + "'.employeeNumber", equalTo("A1"))
        .body("id", equalTo(id));
    acme.scim().body(patch).patch("/Users/" + id).then().statusCode(200).header("ETag", "W/\"2\"");
  }

  @Test
  void isReplacedWithoutLosingActive() {
    String id = createdId("jane");
    acme.scim()
        .body("{\"Operations\":[{\"op\":\"replace\",\"value\":{\"active\":false}}]}")
        .patch("/Users/" + id)
        .then()
        .statusCode(200)
        .body("active", equalTo(false));
    acme.scim()
        .body("{\"userName\":\"jane2\",\"externalId\":\"other\"}")
        .put("/Users/" + id)
        .then()
        .statusCode(200)
        .body("active", equalTo(false))
        .body("userName", equalTo("jane2"))
        .body("displayName", nullValue());
  }

  @Test
  void isDeletedForGoodAndItsNameIsFree() {
    String id = createdId("jane");
    acme.scim().delete("/Users/" + id).then().statusCode(204);
    acme.scim().get("/Users/" + id).then().statusCode(404).body("status", equalTo("404"));
    acme.scim().delete("/Users/" + id).then().statusCode(404);
    acme.scim().get("/Users").then().statusCode(200).body("totalResults", equalTo(0));
    acme.scim()
        .body(entraUser("jane"))
        .post("/Users")
        .then()
        .statusCode(201)
        .body("id", not(equalTo(id)));
  }

  @Test
  void hasOneWriterAtATimeWithIfMatch() {
    String id = createdId("jane");
    Map<String, String> change = Map.of("userName", "jane3");
    acme.scim()
        .header("If-Match", "W/\"1\"")
        .body(change)
        .put("/Users/" + id)
        .then()
        .statusCode(200);
    acme.scim()
        .header("If-Match", "W/\"1\"")
        .body(change)
        .put("/Users/" + id)
        .then()
        .statusCode(412)
        .body("status", equalTo("412"));
    acme.scim().header("If-Match", "W/\"1\"").delete("/Users/" + id).then().statusCode(412);
    acme.scim().header("If-Match", "garbage").delete("/Users/" + id).then().statusCode(400);
    acme.scim().header("If-Match", "*").delete("/Users/" + id).then().statusCode(204);
  }

  @Test
  void lengthsCountCharactersAndNotTheirParts() {
    String emoji = Character.toString(0x1F600);
    acme.scim().body(Map.of("userName", emoji.repeat(256))).post("/Users").then().statusCode(201);
    acme.scim()
        .body(Map.of("userName", emoji.repeat(257)))
        .post("/Users")
        .then()
        .statusCode(400)
        .body("detail", equalTo("userName is longer than 256 characters."));
  }

  @Test
  void isNotSentAgainUnchanged() {
    String id = createdId("jane");
    acme.scim().header("If-None-Match", "W/\"1\"").get("/Users/" + id).then().statusCode(304);
  }

  @Test
  void isUniqueInItsOrganizationOnly() {
    create("jane");
    for (String taken :
        List.of(
            "{\"userName\":\"JANE@ACME.example\"}",
            "{\"userName\":\"x\",\"externalId\":\"jane-object-id\"}",
            "{\"userName\":\"x\",\"emails\":[{\"value\":\"Jane@acme.example\"}]}")) {
      acme.scim()
          .body(taken)
          .post("/Users")
          .then()
          .statusCode(409)
          .body("scimType", equalTo("uniqueness"));
    }
    Tenant globex = Tenant.make("globex");
    globex.scim().body(entraUser("jane")).post("/Users").then().statusCode(201);
  }

  @Test
  void isOneWhateverTheLettersOfItsName() {
    acme.user("ΣΑΣ");
    acme.user("straße");
    for (String taken : List.of("σασ", "σας", "STRASSE", "Stra\u1e9ee")) {
      acme.scim()
          .body(Map.of("userName", taken))
          .post("/Users")
          .then()
          .statusCode(409)
          .body("scimType", equalTo("uniqueness"));
    }
  }

  @Test
  void isListedInPages() {
    for (int i = 0; i < 5; i++) {
      create("user" + i);
    }
    acme.scim()
        .queryParam("startIndex", 2)
        .queryParam("count", 2)
        .get("/Users")
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(5))
        .body("itemsPerPage", equalTo(2))
        .body("startIndex", equalTo(2))
        .body("Resources.externalId", contains("user1-object-id", "user2-object-id"));
    acme.scim()
        .queryParam("count", 0)
        .get("/Users")
        .then()
        .body("totalResults", equalTo(5))
        .body("Resources", hasSize(0));
  }

  /** A statement is cancelled here as the database cancels one that takes longer than it may. */
  @Test
  void isToBeTriedAgainWhereItTakesTooLong() throws Exception {
    String jane = createdId("jane");
    try (Connection other = GatewayServers.runtime();
        Statement sql = other.createStatement();
        ExecutorService pool = Executors.newSingleThreadExecutor()) {
      GatewayServers.hold(other, acme, jane);
      Future<Response> held = pool.submit(() -> acme.patch(jane, "replace", "title", "CTO"));
      int waiting =
          Awaitility.await()
              .until(() -> GatewayServers.waitingFor(other), OptionalInt::isPresent)
              .getAsInt();
      sql.execute("select pg_cancel_backend(%d)".formatted(waiting));
      held.get()
          .then()
          .statusCode(503)
          .header("Retry-After", matchesPattern("[0-9]+"))
          .body("status", equalTo("503"))
          .body("detail", containsString("takes too long"));
      other.rollback();
    }
    acme.scim().get("/Users/" + jane).then().body("title", nullValue());
    acme.patch(jane, "replace", "title", "CTO").then().statusCode(200).header("ETag", "W/\"2\"");
  }

  private ValidatableResponse create(String name) {
    return acme.scim().body(entraUser(name)).post("/Users").then().statusCode(201);
  }

  private String createdId(String name) {
    return create(name).extract().path("id");
  }
}
