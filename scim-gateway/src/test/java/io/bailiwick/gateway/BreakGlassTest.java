package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Profile;
import io.bailiwick.model.Role;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X8: the owner that the identity provider does not control. */
@GatewayTest
class BreakGlassTest {
  private Tenant acme;

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("acme");
  }

  private String path() {
    return "/organizations/" + acme.id() + "/break-glass";
  }

  private ValidatableResponse name(String account) {
    return Tenant.operator()
        .body(Map.of("account", account))
        .put(path())
        .then()
        .statusCode(200)
        .header("ETag", notNullValue())
        .header("Bailiwick-Revision", notNullValue());
  }

  private String makeCode() {
    return Tenant.operator()
        .post(path() + "/recovery-code")
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .header("Bailiwick-Revision", notNullValue())
        .extract()
        .path("recoveryCode");
  }

  private String appoint(String account) {
    name(account);
    return makeCode();
  }

  private ValidatableResponse organization() {
    return Tenant.operator().get("/organizations/" + acme.id()).then();
  }

  private ValidatableResponse enter(String code) {
    return new Browser().post("/sso/" + acme.id() + "/break-glass", Map.of("code", code)).then();
  }

  @Test
  void aRecoveryCodeOpensTheDoorOnceForADay() {
    organization().body("breakGlass", nullValue());
    String code = appoint("ada");
    organization()
        .body("breakGlass.account", equalTo("ada"))
        .body("breakGlass.codeMadeAt", notNullValue())
        .body("breakGlass.openUntil", nullValue())
        .body(not(containsString(code)));
    Tenant.operator().post("/organizations/" + acme.id() + "/lockdown").then().statusCode(200);

    enter(code).statusCode(200).body(containsString("is open for 24 hours"));
    String until =
        organization()
            .body("breakGlass.codeMadeAt", nullValue())
            .extract()
            .path("breakGlass.openUntil");
    assertThat(Duration.between(Instant.now(), Instant.parse(until)))
        .isBetween(Duration.ofMinutes(23 * 60 + 55), Duration.ofMinutes(24 * 60 + 1));
    enter(code).statusCode(403).body(containsString("is not valid"));

    String next = makeCode();
    Tenant.operator().post(path() + "/shut").then().statusCode(200);
    organization()
        .body("breakGlass.account", equalTo("ada"))
        .body("breakGlass.openUntil", nullValue());
    enter(next).statusCode(200);
  }

  @Test
  void onlyTheLastCodeCountsAndNoneOnceItIsRemoved() {
    String first = appoint("ada");
    int version = organization().extract().path("version");
    String second = makeCode();
    organization().body("version", equalTo(version + 1));
    enter(first).statusCode(403);
    Tenant.operator().delete(path()).then().statusCode(200).body("breakGlass", nullValue());
    enter(second).statusCode(403);
    organization().body("breakGlass", nullValue());
  }

  @Test
  void toNameTheSameAccountAgainChangesNothingAndAnotherOneShutsTheDoor() {
    enter(appoint("ada")).statusCode(200);
    String code = makeCode();
    int version = organization().extract().path("version");
    name("ada").body("version", equalTo(version)).body("breakGlass.openUntil", notNullValue());
    name("eve")
        .body("breakGlass.account", equalTo("eve"))
        .body("breakGlass.openUntil", nullValue());
    enter(code).statusCode(403);
    Tenant.operator().delete(path()).then().statusCode(200);
    Tenant.operator().post(path() + "/recovery-code").then().statusCode(404);
  }

  @Test
  void aCodeIsOfOneOrganization() {
    Tenant other = Tenant.make("acme");
    String code = appoint("ada");
    new Browser()
        .post("/sso/" + other.id() + "/break-glass", Map.of("code", code))
        .then()
        .statusCode(403);
    enter(code).statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "acme.recovery.x", "a%ZZ", "<b>"})
  void whatIsNoCodeIsTracedAndNotShown(String code) {
    appoint("ada");
    String trace =
        enter(code)
            .statusCode(403)
            .body(not(containsString("<b>")))
            .extract()
            .htmlPath()
            .getString("**.find { it.@id == 'trace' }");
    Tenant.operator()
        .get("/organizations/" + acme.id() + "/sign-in-traces")
        .then()
        .body("traces[0].id", equalTo(trace))
        .body("traces[0].check", equalTo("RECOVERY_CODE"));
    organization().body("breakGlass.openUntil", nullValue());
  }

  @Test
  void onlyAPersonalAccountCanBeIt() {
    for (String account :
        new String[] {
          "mgd_06ek9q2vbx7kq9g4zt5h3n8m0r", "a b", "x".repeat(129), "ada@acme.example", "@ada"
        }) {
      Tenant.operator()
          .body(Map.of("account", account))
          .put(path())
          .then()
          .statusCode(400)
          .body("member", equalTo("account"));
    }
    Tenant.operator().body("{}").put(path()).then().statusCode(400);
    Tenant.operator()
        .body(Map.of("account", "ada"))
        .put("/organizations/nobody-here/break-glass")
        .then()
        .statusCode(404);
    acme.scim().body("{}").put("/").then().statusCode(404);
  }

  /**
   * The check rejects the handle of a managed account, so its owner could not enter by the code.
   */
  @Test
  void noNameOfAnOrganizationOrManagedAccountCanBeIt() {
    Tenant other = Tenant.make("acme");
    String handle = "pat-of-" + other.id();
    GatewayServers.tellOf(
        new Account(
            other.user("pat"),
            other.id(),
            1,
            1,
            AccountStatus.ACTIVE,
            Optional.of(handle),
            Role.READ,
            Optional.empty(),
            List.of(),
            Set.of(),
            Optional.empty(),
            Profile.EMPTY,
            Instant.now(),
            Instant.now()));
    Awaitility.await().untilAsserted(() -> refused(handle));
    refused(handle.toUpperCase(Locale.ROOT));
    refused(acme.id());
    refused(other.id());
  }

  private void refused(String account) {
    Tenant.operator()
        .body(Map.of("account", account))
        .put(path())
        .then()
        .statusCode(409)
        .body("member", equalTo("account"));
  }

  /** No setting opens the door, and none shuts it unnoticed. */
  @Test
  void settingsLeaveItAlone() {
    enter(appoint("ada")).statusCode(200);
    Tenant.operator()
        .body("{\"displayName\":\"Acme\"}")
        .patch("/organizations/" + acme.id())
        .then()
        .statusCode(200)
        .body("breakGlass.account", equalTo("ada"));
    Tenant.operator()
        .body("{\"breakGlass\":{\"account\":\"eve\"}}")
        .patch("/organizations/" + acme.id())
        .then()
        .statusCode(400);
  }

  @Test
  void thePageAsks() {
    new Browser()
        .get("/sso/" + acme.id() + "/break-glass")
        .then()
        .statusCode(200)
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .body(containsString("Recovery code"));
    new Browser().get("/sso/nobody-here/break-glass").then().statusCode(404);
  }
}
