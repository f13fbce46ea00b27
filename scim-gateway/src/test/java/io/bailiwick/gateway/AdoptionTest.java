package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sign-in and SCIM find the same person, by the key or by what the organization allows. */
@GatewayTest
class AdoptionTest extends SignInJourney {
  /** J1, P1: the name that was given up is free; of whom SCIM has written, the name stays. */
  @Test
  void whoIsCalledOtherwiseAtTheProviderIsRenamed() {
    new Browser().signIn(acme.id(), acme.idp(), ScriptedIdp.person("s-1", "jdoe"));
    String first = users("jdoe").extract().path("Resources[0].id");
    ObjectNode renamed = ScriptedIdp.person("s-1", "jsmith");
    new Browser().signIn(acme.id(), acme.idp(), renamed).then().statusCode(200);
    users("jdoe").body("totalResults", equalTo(0));
    users("jsmith").body("totalResults", equalTo(1)).body("Resources[0].id", equalTo(first));

    ObjectNode second = ScriptedIdp.person("s-2", "jdoe");
    new Browser().signIn(acme.id(), acme.idp(), second).then().statusCode(200);
    users("jdoe").body("totalResults", equalTo(1)).body("Resources[0].id", not(equalTo(first)));

    // A name that somebody has, none at all, or one that cannot be one, leaves it as it is.
    for (String taken : List.of("JDoe", "", " js ")) {
      new Browser()
          .signIn(acme.id(), acme.idp(), renamed.deepCopy().put("preferred_username", taken))
          .then()
          .statusCode(200);
    }
    users("jsmith").body("Resources[0].id", equalTo(first));

    acme.tenant().patch(first, "replace", "nickName", "J").then().statusCode(200);
    new Browser()
        .signIn(acme.id(), acme.idp(), ScriptedIdp.person("s-1", "jones"))
        .then()
        .statusCode(200);
    users("jsmith").body("Resources[0].id", equalTo(first));
  }

  /** I3, I4: one person, one account, whoever came first. */
  @Test
  void scimAdoptsWhomSignInMade() {
    new Browser().signIn(acme.id(), acme.idp(), jane());
    String id = users("jane").extract().path("Resources[0].id");
    acme.tenant()
        .scim()
        .body(
            """
            {"userName":"jane.doe@acme.example","externalId":"s-jane","displayName":"Jane Doe"}""")
        .post("/Users")
        .then()
        .statusCode(201)
        .body("id", equalTo(id))
        .body("userName", equalTo("jane.doe@acme.example"));
    new Browser().signIn(acme.id(), acme.idp(), jane().put("name", "Not Mine"));
    users("jane.doe@acme.example")
        .body("totalResults", equalTo(1))
        .body("Resources[0].displayName", equalTo("Jane Doe"));
    acme.tenant()
        .scim()
        .body("{\"userName\":\"jane.doe@acme.example\",\"externalId\":\"s-jane\"}")
        .post("/Users")
        .then()
        .statusCode(409);
  }

  @Test
  void anAdoptionByUserNameDoesNotRewriteTheAddress() {
    new Browser().signIn(acme.id(), acme.idp(), jane());
    acme.settings(Map.of("signIn", Map.of("linkByUserName", true)));
    acme.tenant()
        .scim()
        .body("{\"userName\":\"JANE\",\"emails\":[{\"value\":\"mallory@acme.example\"}]}")
        .post("/Users")
        .then()
        .statusCode(201)
        .body("userName", equalTo("jane"))
        .body("emails[0].value", equalTo("jane@acme.example"));
  }

  /** Whoever may edit the user name at the provider could wait for somebody else's roles. */
  @Test
  void scimAdoptsByUserNameOnlyIfTheOrganizationWantsIt() {
    ObjectNode mallory = ScriptedIdp.person("s-mallory", "mallory");
    new Browser().signIn(acme.id(), acme.idp(), mallory).then().statusCode(200);
    String id = users("mallory").extract().path("Resources[0].id");
    new Browser()
        .signIn(acme.id(), acme.idp(), mallory.put("preferred_username", "cfo"))
        .then()
        .statusCode(200);
    String cfo =
        "{\"userName\":\"cfo\",\"emails\":[{\"value\":\"cfo@acme.example\"}],\"roles\":[{\"value\":\"admin\"}]}";
    acme.tenant()
        .scim()
        .body(cfo)
        .post("/Users")
        .then()
        .statusCode(409)
        .body("scimType", equalTo("uniqueness"))
        .body("detail", containsString("userName"));
    users("cfo").body("Resources[0].id", equalTo(id)).body("Resources[0].roles", nullValue());

    // An address that the provider vouches for finds the person, whatever the name.
    acme.tenant()
        .scim()
        .body("{\"userName\":\"cfo\",\"emails\":[{\"value\":\"mallory@acme.example\"}]}")
        .post("/Users")
        .then()
        .statusCode(201)
        .body("id", equalTo(id));
  }

  /** Nor does it in a circle of a bulk request, which completes the adopted identity. */
  @Test
  void anAdoptionInACircleDoesNotRewriteTheAddress() {
    new Browser().signIn(acme.id(), acme.idp(), jane());
    acme.settings(Map.of("signIn", Map.of("linkByUserName", true)));
    String id = users("jane").extract().path("Resources[0].id");
    String enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    String boss =
        acme.tenant()
            .scim()
            .body(
                """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
                  {"method":"POST","path":"/Users","bulkId":"jane","data":{"userName":"JANE",
                   "emails":[{"value":"mallory@acme.example"}],"nickName":"J",
                   "name.familyName":"Mallory","%1$s":{"manager":{"value":"bulkId:boss"}}}},
                  {"method":"POST","path":"/Users","bulkId":"boss","data":{"userName":"boss",
                   "%1$s":{"manager":{"value":"bulkId:jane"}}}}]}
                """
                    .formatted(enterprise))
            .post("/Bulk")
            .then()
            .statusCode(200)
            .body("Operations.status", contains("201", "201"))
            .body("Operations[0].location", endsWith(id))
            .extract()
            .<String>path("Operations[1].location")
            .replaceAll(".*/", "");
    acme.tenant()
        .scim()
        .get("/Users/" + id)
        .then()
        .body("userName", equalTo("jane"))
        .body("emails.value", contains("jane@acme.example"))
        .body("name.familyName", equalTo("Doe"))
        .body("nickName", equalTo("J"))
        .body("'" + enterprise + "'.manager.value", equalTo(boss));
  }

  /** Two keys are two people: the boss's account is not the one that somebody took the name of. */
  @Test
  void scimAdoptsNobodyWhoHasAnotherKey() {
    new Browser().signIn(acme.id(), acme.idp(), jane());
    for (String taken :
        List.of(
            "\"userName\":\"jane\"",
            "\"userName\":\"x\",\"emails\":[{\"value\":\"jane@acme.example\"}]")) {
      acme.tenant()
          .scim()
          .body("{\"externalId\":\"other-key\"," + taken + "}")
          .post("/Users")
          .then()
          .statusCode(409)
          .body("scimType", equalTo("uniqueness"));
    }
  }

  @Test
  void anAddressThatNobodyVouchesForIsAdoptedByNobody() {
    ObjectNode mallory = ScriptedIdp.person("s-mallory", "mallory");
    mallory.put("email", "boss@acme.example").put("email_verified", false);
    new Browser().signIn(acme.id(), acme.idp(), mallory).then().statusCode(200);
    acme.tenant()
        .scim()
        .body("{\"userName\":\"boss\",\"emails\":[{\"value\":\"boss@acme.example\"}]}")
        .post("/Users")
        .then()
        .statusCode(409);
  }

  @Test
  void aNameThatIsAnAddressFindsSomebodyOnlyIfItIsVouchedFor() {
    String id = push("{\"userName\":\"boss@acme.example\"}");
    ObjectNode mallory = ScriptedIdp.person("s-mallory", "mallory");
    mallory.remove("preferred_username");
    mallory.put("email", "Boss@acme.example").put("email_verified", false);
    refused(new Browser().signIn(acme.id(), acme.idp(), mallory), 403, "USER_NAME_TAKEN");
    ObjectNode boss = mallory.deepCopy().put("sub", "s-boss").put("email_verified", true);
    refused(new Browser().signIn(acme.id(), acme.idp(), boss), 403, "USER_NAME_TAKEN");
    acme.settings(Map.of("signIn", Map.of("linkByUserName", true)));
    refused(new Browser().signIn(acme.id(), acme.idp(), mallory), 403, "USER_NAME_TAKEN");
    new Browser().signIn(acme.id(), acme.idp(), boss).then().statusCode(200);
    acme.tenant().scim().get("/Users/" + id).then().body("displayName", equalTo("mallory"));
  }

  @Test
  void aHoldOutlivesADeletion() {
    String id = push("{\"userName\":\"jane\",\"externalId\":\"s-jane\"}");
    Tenant.operator()
        .post("/organizations/" + acme.id() + "/identities/" + id + "/lock")
        .then()
        .statusCode(204);
    acme.tenant().scim().delete("/Users/" + id).then().statusCode(204);
    String gone = "/organizations/" + acme.id() + "/identities/" + id;
    Tenant.operator().post(gone + "/lock").then().statusCode(404);
    Tenant.operator().get(gone + "/sessions").then().statusCode(404);
    Tenant.operator().delete(gone + "/sessions").then().statusCode(404);
    push("{\"userName\":\"jane\",\"externalId\":\"s-jane\"}");
    refused(new Browser().signIn(acme.id(), acme.idp(), jane()), 403, "LOCKED");
  }

  /** Who is given another's identity gets neither the claims nor the sessions of that one. */
  @Test
  void anotherKeyInheritsNothing() {
    acme.settings(
        Map.of(
            "signIn",
            Map.of(
                "roleMapping",
                Map.of(
                    "attribute",
                    "groups",
                    "rules",
                    List.of(Map.of("value", "owners", "role", "admin"))))));
    String id = push("{\"userName\":\"jane\",\"externalId\":\"s-jane\"}");
    ObjectNode owner = jane();
    owner.putArray("groups").add("owners");
    Browser browser = new Browser();
    browser.signIn(acme.id(), acme.idp(), owner).then().statusCode(200);
    String sessions = "/organizations/" + acme.id() + "/identities/" + id + "/sessions";
    Tenant.operator().get(sessions).then().body("sessions", hasSize(1));
    acme.tenant()
        .scim()
        .body(
            "{\"Operations\":[{\"op\":\"replace\",\"path\":\"externalId\",\"value\":\"s-jill\"}]}")
        .patch("/Users/" + id)
        .then()
        .statusCode(200);
    Tenant.operator().get(sessions).then().body("sessions", hasSize(0));
    new Browser()
        .signIn(acme.id(), acme.idp(), ScriptedIdp.person("s-jill", "jill"))
        .then()
        .statusCode(200);
    Tenant.operator()
        .body(Map.of("defaultRole", "write"))
        .post("/organizations/" + acme.id() + "/mappings/preview")
        .then()
        .statusCode(200)
        .body("changes.find { it.id == '" + id + "' }.from.role", equalTo("read"));
  }

  @Test
  void signInFindsWhomScimPushedByTheKeyAlone() {
    String id = push("{\"userName\":\"jane@x\",\"externalId\":\"s-jane\",\"displayName\":\"J\"}");
    new Browser().signIn(acme.id(), acme.idp(), jane().put("family_name", "Roe"));
    acme.tenant()
        .scim()
        .get("/Users/" + id)
        .then()
        .body("displayName", equalTo("J"))
        .body("name.familyName", equalTo("Roe"))
        .body("userName", equalTo("jane@x"));

    push("{\"userName\":\"jill\",\"externalId\":\"key-of-scim\"}");
    Browser jill = new Browser();
    refused(
        jill.signIn(acme.id(), acme.idp(), ScriptedIdp.person("s-jill", "jill")),
        403,
        "USER_NAME_TAKEN");
    assertThat(jill.hasSession()).isFalse();
  }

  @Test
  void anIdentityWithoutAKeyIsFoundByVerifiedAddressOnly() {
    String id = push("{\"userName\":\"x1\",\"emails\":[{\"value\":\"jane@acme.example\"}]}");
    Browser unverified = new Browser();
    refused(
        unverified.signIn(acme.id(), acme.idp(), jane().put("email_verified", false)),
        403,
        "EMAIL_TAKEN");
    new Browser().signIn(acme.id(), acme.idp(), jane()).then().statusCode(200);
    acme.tenant().scim().get("/Users/" + id).then().body("name.givenName", equalTo("Jane"));
    users("jane").body("totalResults", equalTo(0));
  }

  /** I1: a key is an organization's own. */
  @Test
  void theSameSubjectInTwoOrganizationsIsTwoPeople() {
    try (Connected globex = Connected.make("globex")) {
      new Browser().signIn(acme.id(), acme.idp(), jane());
      new Browser().signIn(globex.id(), globex.idp(), jane());
      String here = users("jane").extract().path("Resources[0].id");
      globex
          .tenant()
          .scim()
          .get("/Users?filter=userName eq \"jane\"")
          .then()
          .body("totalResults", equalTo(1))
          .body("Resources[0].id", org.hamcrest.Matchers.not(equalTo(here)));
    }
  }
}
