package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each check of a token and of claims refuses a forgery of its own. */
@GatewayTest
class HostileSignInTest extends HostileProvider {
  @ParameterizedTest
  @MethodSource("lies")
  void aTokenThatLies(Lie lie) {
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    String code =
        acme.idp().code(authorization, eve(), claims -> lie.token.apply(acme.idp(), claims));
    refused(browser, browser.back(acme.id(), authorization, code), 403, lie.check);
  }

  @ParameterizedTest
  @MethodSource("wrongs")
  void theClaimThatIsWrongIsNamed(Wrong wrong) {
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    String code =
        acme.idp()
            .code(
                authorization,
                eve(),
                claims -> {
                  wrong.change.accept(claims);
                  return ScriptedIdp.sign(
                      claims.toString().replace("HALF", "\\ud83d"), acme.idp().key);
                });
    refused(browser, browser.back(acme.id(), authorization, code), 403, wrong.check);
    Tenant.operator()
        .get("/organizations/" + acme.id() + "/sign-in-traces?limit=1")
        .then()
        .body("traces[0].detail", equalTo(wrong.detail));
  }

  @Test
  void aTokenOfTheOtherOrganizationsProvider() {
    try (Connected globex = Connected.make("globex")) {
      Browser browser = new Browser();
      URI authorization = browser.begin(acme.id());
      String code =
          acme.idp()
              .code(
                  authorization,
                  eve(),
                  claims -> {
                    claims.put("iss", globex.idp().issuer());
                    return ScriptedIdp.sign(claims, globex.idp().key);
                  });
      refused(browser, browser.back(acme.id(), authorization, code), 403, "ID_TOKEN_ISSUER");
    }
  }

  /** Claims as providers really send them: a text for a list, an overage marker, nothing. */
  @Test
  void oddClaimsLoseNobodyAndGiveNobodyMore() {
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
    ObjectNode odd = ScriptedIdp.person("s-odd", "odd");
    ObjectNode owner = odd.deepCopy().put("groups", "owners");
    ObjectNode overage = odd.deepCopy();
    overage.putObject("_claim_names").put("groups", "src1");
    ObjectNode unreadable = odd.deepCopy();
    unreadable.putArray("groups").addObject().put("id", "1");
    ObjectNode none = odd.deepCopy();
    none.putNull("groups");
    ObjectNode empty = odd.deepCopy();
    empty.putArray("groups");
    signsInAs(owner, 1);
    signsInAs(overage, 1);
    signsInAs(odd.deepCopy().put("hasgroups", true), 1);
    signsInAs(unreadable, 1);
    for (ObjectNode nothing : List.of(odd, none, empty)) {
      signsInAs(nothing, 0);
      signsInAs(owner, 1);
    }
    acme.settings(Map.of("signIn", Map.of("absentClaim", "KEEP")));
    signsInAs(odd, 1);
    signsInAs(empty, 0);
  }

  /** P4: by SCIM, by a sign-in, by a change of settings. */
  @Test
  void theLastAdministratorIsKeptWhereTheOrganizationWantsIt() {
    try (Connected other = Connected.make("careful")) {
      other.settings(
          Map.of(
              "lastAdmin",
              "PROTECT_LAST_ADMIN",
              "signIn",
              Map.of(
                  "roleMapping",
                  Map.of(
                      "attribute",
                      "groups",
                      "rules",
                      List.of(Map.of("value", "owners", "role", "admin"))))));
      ObjectNode boss = ScriptedIdp.person("s-boss", "boss");
      boss.putArray("groups").add("owners");
      new Browser().signIn(other.id(), other.idp(), boss).then().statusCode(200);
      ObjectNode demoted = boss.deepCopy();
      demoted.putArray("groups");
      Browser browser = new Browser();
      browser.signIn(other.id(), other.idp(), demoted).then().statusCode(403);
      assertThat(browser.hasSession()).isFalse();
      String id = other.tenant().scim().get("/Users").then().extract().path("Resources[0].id");
      other.tenant().scim().delete("/Users/" + id).then().statusCode(409);
      other
          .tenant()
          .patch(id, "replace", "active", false)
          .then()
          .statusCode(409)
          .body("status", equalTo("409"));
      other
          .tenant()
          .scim()
          .body("{\"userName\":\"boss\",\"active\":false}")
          .put("/Users/" + id)
          .then()
          .statusCode(409);
      other
          .tenant()
          .patch(id, "add", "roles", List.of(Map.of("value", "read")))
          .then()
          .statusCode(409);
      other
          .tenant()
          .scim()
          .body(
              "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],"
                  + "\"Operations\":[{\"method\":\"DELETE\",\"path\":\"/Users/"
                  + id
                  + "\"}]}")
          .post("/Bulk")
          .then()
          .statusCode(200)
          .body("Operations[0].status", equalTo("409"));
      other.tenant().scim().get("/Users/" + id).then().body("active", equalTo(true));
      Tenant.operator()
          .body(
              Map.of(
                  "signIn",
                  Map.of(
                      "roleMapping",
                      Map.of("rules", List.of(Map.of("value", "nobody", "role", "admin"))))))
          .patch("/organizations/" + other.id())
          .then()
          .statusCode(409);
      Tenant.operator()
          .body(
              Map.of(
                  "signIn",
                  Map.of(
                      "roleMapping",
                      Map.of("rules", List.of(Map.of("value", "x", "role", "write"))))))
          .patch("/organizations/" + other.id())
          .then()
          .statusCode(400);
      ObjectNode second = ScriptedIdp.person("s-second", "second");
      second.putArray("groups").add("owners");
      new Browser().signIn(other.id(), other.idp(), second).then().statusCode(200);
      other.tenant().scim().delete("/Users/" + id).then().statusCode(204);
    }
  }

  /** A token that lies in one way, and the check that sees it. */
  record Lie(String name, String check, BiFunction<ScriptedIdp, ObjectNode, String> token) {
    static Lie claim(String name, String check, java.util.function.Consumer<ObjectNode> change) {
      return new Lie(
          name,
          check,
          (idp, claims) -> {
            change.accept(claims);
            return ScriptedIdp.sign(claims, idp.key);
          });
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Lie> lies() {
    return List.of(
        new Lie("alg none", "ID_TOKEN", (idp, claims) -> ForgedTokens.unsigned(claims)),
        new Lie(
            "HS256 with the RSA key",
            "ID_TOKEN",
            (idp, claims) -> ForgedTokens.byPublicKey(claims, idp.key)),
        new Lie(
            "HS256 with the client secret",
            "ID_TOKEN",
            (idp, claims) -> ForgedTokens.byClientSecret(claims)),
        new Lie(
            "a stranger's key",
            "ID_TOKEN",
            (idp, claims) ->
                ScriptedIdp.sign(
                    claims,
                    new RSAKey.Builder(idp.anotherKey()).keyID(idp.key.getKeyID()).build())),
        Lie.claim("a prefix of the issuer", "ID_TOKEN_ISSUER", c -> c.put("iss", cut(c, "iss"))),
        Lie.claim("another issuer", "ID_TOKEN_ISSUER", c -> c.put("iss", "https://evil.example")),
        Lie.claim("another audience", "ID_TOKEN_AUDIENCE", c -> c.put("aud", "somebody-else")),
        Lie.claim("another azp", "ID_TOKEN_AUDIENCE", c -> c.put("azp", "somebody-else")),
        Lie.claim(
            "two audiences and no azp",
            "ID_TOKEN_AUDIENCE",
            c -> c.putArray("aud").add(ScriptedIdp.CLIENT).add("somebody-else")),
        Lie.claim("another nonce", "NONCE", c -> c.put("nonce", "of another sign-in")),
        Lie.claim("no nonce", "NONCE", c -> c.remove("nonce")),
        Lie.claim("expired", "ID_TOKEN_EXPIRED", c -> c.put("exp", c.get("iat").asLong() - 120)),
        Lie.claim(
            "from the future",
            "ID_TOKEN_EXPIRED",
            c -> c.put("iat", c.get("iat").asLong() + 600).put("exp", c.get("iat").asLong() + 900)),
        Lie.claim(
            "not valid yet", "ID_TOKEN_EXPIRED", c -> c.put("nbf", c.get("iat").asLong() + 3600)),
        Lie.claim(
            "authenticated in the future",
            "AUTHENTICATION_AGE",
            c -> c.put("auth_time", c.get("iat").asLong() + 600)),
        Lie.claim("a subject without end", "CLAIMS_TOO_LARGE", c -> c.put("sub", "s".repeat(256))),
        Lie.claim("a session without end", "CLAIMS_TOO_LARGE", c -> c.put("sid", "s".repeat(256))),
        Lie.claim("no subject", "ID_TOKEN", c -> c.remove("sub")),
        Lie.claim("no expiry", "ID_TOKEN", c -> c.remove("exp")),
        Lie.claim(
            "200 kB of claims", "CLAIMS_TOO_LARGE", c -> c.put("essay", "x".repeat(200 << 10))));
  }

  private static String cut(ObjectNode claims, String name) {
    String text = claims.get(name).textValue();
    return text.substring(0, text.length() - 1);
  }

  /** What is wrong with which claim, for the administrator. */
  record Wrong(String check, String detail, java.util.function.Consumer<ObjectNode> change) {
    @Override
    public String toString() {
      return detail;
    }
  }

  static List<Wrong> wrongs() {
    return List.of(
        new Wrong("ID_TOKEN", "sub is missing", c -> c.remove("sub")),
        new Wrong("ID_TOKEN", "iat is missing", c -> c.remove("iat")),
        new Wrong(
            "CLAIM_INVALID",
            "department holds a NUL or half of a surrogate pair.",
            c -> c.put("department", "a\0b")),
        new Wrong(
            "CLAIM_INVALID",
            "address.street holds a NUL or half of a surrogate pair.",
            c -> c.putObject("address").put("street", "HALF")),
        new Wrong(
            "CLAIM_INVALID",
            "auth_time is in milliseconds; it must be in seconds",
            c -> c.put("auth_time", System.currentTimeMillis())),
        new Wrong(
            "CLAIM_INVALID",
            "iat is in milliseconds; it must be in seconds",
            c -> c.put("iat", System.currentTimeMillis())),
        new Wrong(
            "USER_NAME_MISSING",
            "preferred_username (cannot be read), email (missing)",
            c -> {
              c.remove("email");
              c.putObject("preferred_username").put("first", "eve");
            }));
  }

  private void signsInAs(ObjectNode stated, int administrators) {
    new Browser().signIn(acme.id(), acme.idp(), stated.deepCopy());
    administrators(administrators);
  }

  private void administrators(int count) {
    Tenant.operator()
        .body("{}")
        .post("/organizations/" + acme.id() + "/mappings/preview")
        .then()
        .statusCode(200)
        .body("administrators", equalTo(count));
  }
}
