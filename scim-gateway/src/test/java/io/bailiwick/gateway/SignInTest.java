package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People who sign in as they should, and what becomes of them (J1-J5, I1-I6, P1, D4). */
@GatewayTest
class SignInTest {
  private Connected acme;

  @BeforeEach
  void aConnectedOrganization() {
    acme = Connected.make("acme");
  }

  @AfterEach
  void close() {
    acme.close();
  }

  private static ObjectNode jane() {
    return ScriptedIdp.person("s-jane", "jane").put("given_name", "Jane").put("family_name", "Doe");
  }

  private io.restassured.response.ValidatableResponse users(String userName) {
    return acme.tenant()
        .scim()
        .get("/Users?filter=userName eq \"" + userName + "\"")
        .then()
        .statusCode(200);
  }

  private void refused(io.restassured.response.Response response, int status, String check) {
    String trace =
        response
            .then()
            .statusCode(status)
            .header("Content-Security-Policy", containsString("default-src 'none'"))
            .extract()
            .htmlPath()
            .getString("**.find { it.@id == 'trace' }");
    Tenant.operator()
        .get("/organizations/" + acme.id() + "/sign-in-traces/" + trace)
        .then()
        .statusCode(200)
        .body("check", equalTo(check))
        .body("failed", notNullValue())
        .body("mend", notNullValue());
  }

  /** Every request that a mend names is carried out as it stands. */
  @Test
  void whatMendsASignInCanBeAskedFor() {
    String id = push("{\"userName\":\"jane\",\"externalId\":\"s-jane\"}");
    Tenant.operator()
        .body(Map.of("account", "ada"))
        .put("/organizations/" + acme.id() + "/break-glass")
        .then()
        .statusCode(200);
    Pattern request =
        Pattern.compile("(DELETE|PATCH|POST|PUT) (/\\S*[^\\s.;,:])(?: (\\{.*?\\}))?(?=[.;,]|$)");
    int asked = 0;
    for (SignInCheck check : SignInCheck.values()) {
      Matcher found = request.matcher(check.mend(acme.id(), Optional.of(acme.connection())));
      for (; found.find(); asked++) {
        RequestSpecification call = Tenant.operator();
        int status =
            (found.group(3) == null ? call : call.body(found.group(3)))
                .request(found.group(1), found.group(2).replace("{id}", id))
                .statusCode();
        assertThat(status).as(check + ": " + found.group()).isBetween(200, 299);
      }
    }
    assertThat(asked).isGreaterThan(12);
  }

  @Test
  void withoutAConnectionThePersonIsToldWhomToAsk() {
    Tenant globex = Tenant.make("globex");
    String page =
        new Browser().get("/sso/" + globex.id()).then().statusCode(503).extract().asString();
    assertThat(page).contains("not set up yet", "Ask its administrator");
    Tenant.operator()
        .get("/organizations/" + globex.id() + "/sign-in-traces")
        .then()
        .body("traces[0].check", equalTo("NO_CONNECTION"))
        .body("traces[0].mend", containsString("/organizations/" + globex.id() + "/connections"));
  }

  @Test
  void theFirstSignInMakesThePersonWhomScimShowsAtOnce() {
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    Map<String, String> request = ScriptedIdp.query(authorization.getRawQuery());
    assertThat(request)
        .containsEntry("response_type", "code")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry(
            "redirect_uri", "https://scim.bailiwick.example/sso/" + acme.id() + "/callback")
        .containsKeys("state", "nonce", "code_challenge");
    browser
        .back(acme.id(), authorization, acme.idp().code(authorization, jane()))
        .then()
        .statusCode(200)
        .body(containsString("You are signed in"));
    assertThat(browser.cookies).containsOnlyKeys("__Host-bailiwick-session");

    users("jane")
        .body("totalResults", equalTo(1))
        .body("Resources[0].name.givenName", equalTo("Jane"))
        .body("Resources[0].active", equalTo(true))
        .body("Resources[0].externalId", nullValue())
        .body("Resources[0].emails[0].value", equalTo("jane@acme.example"));

    new Browser().signIn(acme.id(), acme.idp(), jane().put("given_name", "Janet"));
    users("jane")
        .body("totalResults", equalTo(1))
        .body("Resources[0].name.givenName", equalTo("Janet"));
  }

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

  private String push(String json) {
    return acme.tenant()
        .scim()
        .body(json)
        .post("/Users")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  @Test
  void whoHasNoAccessIsRefusedAndNothingIsWritten() {
    String id = push("{\"userName\":\"jane\",\"externalId\":\"s-jane\"}");
    patchActive(id, false);
    refused(new Browser().signIn(acme.id(), acme.idp(), jane()), 403, "DEACTIVATED");
    acme.tenant().scim().get("/Users/" + id).then().body("meta.version", equalTo("W/\"2\""));
    patchActive(id, true);
    String lock = "/organizations/" + acme.id() + "/identities/" + id + "/lock";
    Tenant.operator().post(lock).then().statusCode(204);
    refused(new Browser().signIn(acme.id(), acme.idp(), jane()), 403, "LOCKED");
    patchActive(id, false);
    patchActive(id, true);
    refused(new Browser().signIn(acme.id(), acme.idp(), jane()), 403, "LOCKED");
    Tenant.operator().delete(lock).then().statusCode(204);
    assertThat(new Browser().signIn(acme.id(), acme.idp(), jane()).statusCode()).isEqualTo(200);

    String lockdown = "/organizations/" + acme.id() + "/lockdown";
    Tenant.operator().post(lockdown).then().statusCode(200).body("lockedDownAt", notNullValue());
    refused(new Browser().signIn(acme.id(), acme.idp(), jane()), 403, "ORGANIZATION_LOCKED_DOWN");
    Tenant.operator().delete(lockdown).then().statusCode(200).body("lockedDownAt", nullValue());

    acme.tenant().scim().delete("/Users/" + id).then().statusCode(204);
    refused(new Browser().signIn(acme.id(), acme.idp(), jane()), 403, "DELETED");
    users("jane").body("totalResults", equalTo(0));
  }

  private void patchActive(String id, boolean active) {
    acme.tenant().patch(id, "replace", "active", active).then().statusCode(200);
  }

  @Test
  void justInTimeCanBeSwitchedOff() {
    acme.settings(Map.of("signIn", Map.of("provisioning", "SCIM_ONLY")));
    refused(new Browser().signIn(acme.id(), acme.idp(), jane()), 403, "NOT_PROVISIONED");
    push("{\"userName\":\"jane\",\"externalId\":\"s-jane\"}");
    new Browser().signIn(acme.id(), acme.idp(), jane()).then().statusCode(200);
  }

  @Test
  void whatIsRequiredMustBeStated() {
    acme.settings(
        Map.of(
            "signIn",
            Map.of(
                "requiredAttributes",
                List.of("department", "given_name"),
                "requiredGroup",
                Map.of("attribute", "realm_access.roles", "value", "hub"))));
    refused(
        new Browser().signIn(acme.id(), acme.idp(), jane().put("department", " ")),
        403,
        "ATTRIBUTES_MISSING");
    ObjectNode complete = jane().put("department", "R&D");
    refused(new Browser().signIn(acme.id(), acme.idp(), complete), 403, "GROUP_REQUIRED");
    complete.putObject("realm_access").putArray("roles").add("hub");
    new Browser().signIn(acme.id(), acme.idp(), complete).then().statusCode(200);
    users("jane").body("totalResults", equalTo(1));
    complete.putObject("realm_access").put("roles", "not-hub");
    refused(new Browser().signIn(acme.id(), acme.idp(), complete), 403, "GROUP_REQUIRED");
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

  @ParameterizedTest
  @ValueSource(strings = {"CLIENT_SECRET_POST", "CLIENT_SECRET_BASIC", "PRIVATE_KEY_JWT"})
  void theClientProvesItselfAsConfigured(String way) {
    try (Connected other = Connected.make("other", Map.of("clientAuthentication", way))) {
      new Browser().signIn(other.id(), other.idp(), jane()).then().statusCode(200);
      assertThat(other.idp().lastClientAuthentication)
          .isEqualTo(
              Map.of(
                      "CLIENT_SECRET_POST", "post",
                      "CLIENT_SECRET_BASIC", "basic",
                      "PRIVATE_KEY_JWT", "assertion")
                  .get(way));
    }
  }

  @Test
  void theSubjectClaimIsTheConnections() {
    try (Connected entra =
        Connected.make("entra", Map.of("subjectClaim", "sub", "userInfo", false))) {
      Tenant.operator()
          .body(Map.of("subjectClaim", "oid"))
          .patch(Connected.path(entra.tenant()) + "/" + entra.connection())
          .then()
          .statusCode(201)
          .body("status", equalTo("DRAFT"))
          .body("replaces", equalTo(entra.connection()));
      List<String> ids =
          Tenant.operator()
              .get(Connected.path(entra.tenant()))
              .then()
              .body("connections", hasSize(2))
              .extract()
              .path("connections.id");
      String draft =
          ids.stream().filter(id -> !id.equals(entra.connection())).findFirst().orElseThrow();
      Tenant.operator()
          .post(Connected.path(entra.tenant()) + "/" + draft + "/enable")
          .then()
          .statusCode(409);
      Connected.test(
          entra.tenant(), draft, entra.idp(), ScriptedIdp.person("t", "t").put("oid", "o"));
      Tenant.operator()
          .post(Connected.path(entra.tenant()) + "/" + draft + "/enable")
          .then()
          .statusCode(200);
      Tenant.operator()
          .get(Connected.path(entra.tenant()) + "/" + entra.connection())
          .then()
          .body("status", equalTo("DISABLED"));
      String id =
          entra
              .tenant()
              .scim()
              .body("{\"userName\":\"jane@x\",\"externalId\":\"object-id\"}")
              .post("/Users")
              .then()
              .extract()
              .path("id");
      new Browser()
          .signIn(entra.id(), entra.idp(), jane().put("oid", "object-id"))
          .then()
          .statusCode(200);
      entra.tenant().scim().get("/Users/" + id).then().body("displayName", equalTo("jane"));
    }
  }

  @Test
  void aTestSignInShowsWhatWouldBecomeOfIt() {
    acme.settings(
        Map.of(
            "signIn",
            Map.of(
                "roleMapping",
                Map.of(
                    "attribute",
                    "groups",
                    "rules",
                    List.of(
                        Map.of("value", "owners", "role", "admin"),
                        Map.of("value", "staff", "role", "write"))))));
    String draft = Connected.draft(acme.tenant(), acme.idp(), Map.of());
    ObjectNode person = jane();
    person.putArray("groups").add("staff");
    Connected.test(acme.tenant(), draft, acme.idp(), person);
    Tenant.operator()
        .get(Connected.path(acme.tenant()) + "/" + draft)
        .then()
        .statusCode(200)
        .body("status", equalTo("TESTED"))
        .body("clientSecret", nullValue())
        .body("test.passed", equalTo(true))
        .body("test.claims.groups[0]", equalTo("staff"))
        .body("test.outcome.admitted", equalTo(true))
        .body("test.outcome.role", equalTo("write"))
        .body("test.outcome.roleExplanation.source", equalTo("SIGN_IN_MAPPING"))
        .body("test.outcome.profile.givenName", equalTo("Jane"))
        .body("test.outcome.id", nullValue());
    users("jane").body("totalResults", equalTo(0));
    ObjectNode unreadable = person.deepCopy();
    unreadable.putArray("groups").addObject().put("name", "staff");
    Connected.test(acme.tenant(), draft, acme.idp(), unreadable);
    Tenant.operator()
        .get(Connected.path(acme.tenant()) + "/" + draft)
        .then()
        .body("test.outcome.role", equalTo("read"))
        .body("test.outcome.roleExplanation.kept", equalTo("UNREADABLE"))
        .body("test.outcome.roleValues", hasSize(0))
        .body("test.outcome.unreadable", equalTo(List.of("groups")));
    acme.settings(Map.of("signIn", Map.of("roleMapping", Map.of("attribute", "groups.name"))));
    Connected.test(acme.tenant(), draft, acme.idp(), unreadable);
    Tenant.operator()
        .get(Connected.path(acme.tenant()) + "/" + draft)
        .then()
        .body("test.outcome.role", equalTo("write"))
        .body("test.outcome.roleValues", equalTo(List.of("staff")))
        .body("test.outcome.unreadable", nullValue());
    acme.settings(Map.of("signIn", Map.of("roleMapping", Map.of("attribute", "groups"))));
    new Browser().signIn(acme.id(), acme.idp(), person);
    String id = users("jane").extract().path("Resources[0].id");
    Connected.test(acme.tenant(), draft, acme.idp(), person);
    Tenant.operator()
        .get(Connected.path(acme.tenant()) + "/" + draft)
        .then()
        .body("test.outcome.creates", equalTo(false))
        .body("test.outcome.id", equalTo(id));
  }

  @Test
  void peopleFindTheirOrganizationWithoutLearningWhoIsInIt() {
    Browser browser = new Browser();
    browser.get("/sso").then().statusCode(200).body(containsString("Organization or handle"));
    for (String text :
        List.of(acme.id(), "nobody-at-all-" + acme.id(), "jdoe-" + acme.id() + "-2")) {
      String location =
          browser
              .get("/sso?organization=" + text)
              .then()
              .statusCode(303)
              .extract()
              .header("Location");
      assertThat(location).startsWith(acme.idp().issuer());
    }
    browser.get("/sso?organization=unknown").then().statusCode(404);
    browser.get("/sso/unknown").then().statusCode(404);
  }

  @Test
  void theIdentityProviderBeingDownOpensNothing() {
    Browser before = new Browser();
    before.signIn(acme.id(), acme.idp(), jane());
    acme.idp().down = true;
    Browser late = new Browser();
    URI authorization = late.begin(acme.id());
    refused(
        late.back(acme.id(), authorization, acme.idp().code(authorization, jane())),
        502,
        "IDENTITY_PROVIDER_UNAVAILABLE");
    assertThat(late.hasSession()).isFalse();
    before.get("/oauth2/end-session").then().statusCode(200).body(containsString("Sign out?"));
  }

  /**
   * Floods of one failure leave room for the others; who gets a number finds what it stands for.
   */
  @Test
  void floodsAreNotKept() {
    for (int i = 0; i < 60; i++) {
      new Browser().get("/sso/" + acme.id() + "/callback?code=x&state=y").then().statusCode(400);
    }
    new Browser()
        .get("/sso/" + acme.id() + "/callback?code=x&state=y")
        .then()
        .statusCode(400)
        .body(not(containsString("Trace number")));
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    refused(browser.back(acme.id(), authorization, "unknown"), 502, "TOKEN_ENDPOINT");
  }

  /** RFC 6749 section 5.2, OpenID Connect Back-Channel Logout 1.0 section 2.8. */
  @Test
  void whatGoesWrongForAProgramIsJson() {
    for (String path :
        new String[] {"/oauth2/token", "/sso/" + acme.id() + "/backchannel-logout"}) {
      given()
          .accept("text/html, */*")
          .contentType("application/x-www-form-urlencoded")
          .body("grant_type=x")
          .post(path)
          .then()
          .statusCode(400)
          .contentType(ContentType.JSON)
          .body("error", notNullValue());
    }
  }

  @Test
  void whatGoesWrongForAPersonIsAPage() {
    given()
        .accept("text/html")
        .get("/sso/acme/nothing/here")
        .then()
        .statusCode(404)
        .contentType("text/html;charset=UTF-8")
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .body(containsString("This page does not exist"));
    given()
        .accept("text/html")
        .put("/sso/" + acme.id())
        .then()
        .statusCode(405)
        .contentType("text/html;charset=UTF-8")
        .body(containsString("does not accept that request"));
    given()
        .get("/sso/" + acme.id() + "/test/expired")
        .then()
        .statusCode(404)
        .body(containsString("15 minutes"));
  }

  /** What it publishes was never read. */
  @Test
  void anIdentityProviderThatWasNeverReachedIsNotWaitedForLong() {
    acme.idp().down = true;
    refused(new Browser().get("/sso/" + acme.id()), 502, "IDENTITY_PROVIDER_UNAVAILABLE");
  }

  @Test
  void claimsOfAnInvitedPersonCarryThePromisedRole() {
    Tenant.operator()
        .body(Map.of("email", "Jane@acme.example", "role", "admin"))
        .post("/organizations/" + acme.id() + "/invitations")
        .then()
        .statusCode(204);
    new Browser().signIn(acme.id(), acme.idp(), jane());
    Tenant.operator()
        .body(Map.of("defaultRole", "write"))
        .post("/organizations/" + acme.id() + "/mappings/preview")
        .then()
        .statusCode(200)
        .body("people", equalTo(1))
        .body("changed", equalTo(0))
        .body("administrators", equalTo(1));
  }
}
