package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A person signs in through the organization's provider; the first sign-in creates the identity.
 */
@GatewayTest
class SignInTest extends SignInJourney {
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
                        Map.of("value", "staff", "role", "write"))),
                "resourceGroupMapping",
                Map.of(
                    "attribute",
                    "groups",
                    "rules",
                    List.of(Map.of("value", "staff", "resourceGroup", "core", "role", "admin"))))));
    String core = "/organizations/" + acme.id() + "/resource-groups";
    Tenant.operator().body(Map.of("name", "core")).post(core).then().statusCode(201);
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
        .body("test.outcome.grants.resourceGroup", equalTo(List.of("core")))
        .body("test.outcome.grants[0].role", equalTo("admin"))
        .body("test.outcome.grants[0].sources[0].value", equalTo("staff"))
        .body("test.outcome.resourceGroupValues", equalTo(List.of("staff")))
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
    read("groups.name");
    Connected.test(acme.tenant(), draft, acme.idp(), unreadable);
    Tenant.operator()
        .get(Connected.path(acme.tenant()) + "/" + draft)
        .then()
        .body("test.outcome.role", equalTo("write"))
        .body("test.outcome.roleValues", equalTo(List.of("staff")))
        .body("test.outcome.unreadable", nullValue());
    read("groups");
    new Browser().signIn(acme.id(), acme.idp(), person);
    String id = users("jane").extract().path("Resources[0].id");
    Connected.test(acme.tenant(), draft, acme.idp(), person);
    Tenant.operator()
        .get(Connected.path(acme.tenant()) + "/" + draft)
        .then()
        .body("test.outcome.creates", equalTo(false))
        .body("test.outcome.id", equalTo(id));
  }

  /** Makes both mappings read a claim. */
  private void read(String claim) {
    Map<String, String> attribute = Map.of("attribute", claim);
    acme.settings(
        Map.of("signIn", Map.of("roleMapping", attribute, "resourceGroupMapping", attribute)));
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
