package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.decision.EnforcementScenario;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Enforcement;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Organization;
import io.bailiwick.model.SampleOrganization;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For what an account needs a session: the same answers over HTTP as from the policy itself. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class EnforcementOverHttpTest extends Members {
  @ParameterizedTest
  @EnumSource
  void decidesAsThePolicyDoes(Enforcement enforcement) throws IOException {
    String name = "on-" + enforcement.name().toLowerCase(Locale.ROOT);
    Organization plain = known(SampleOrganization.enforcing(organizationOf(name), enforcement));
    Organization locked =
        known(
            SampleOrganization.enforcing(organizationOf(name + "-lock"), enforcement)
                .lockedDown(Optional.of(now)));
    Map<String, String> members = new HashMap<>();
    for (String state : List.of("active", "ended", "suspended", "deleted")) {
      members.put(state, member(plain, state));
    }
    members.put("locked", member(locked));
    members.put("unknown", ManagedId.of(UUID.randomUUID()));
    for (EnforcementScenario scenario : EnforcementScenario.all()) {
      Organization organization = scenario.state().equals("locked") ? locked : plain;
      String member = members.getOrDefault(scenario.state(), "");
      JsonPath answer =
          post(body(
                  member,
                  "{\"name\":\"" + scenario.action() + "\"}",
                  resource(scenario, member, organization.id()),
                  context(scenario.shown(), member, organization.id())))
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      String reason = scenario.reason(enforcement);
      assertThat(answer.getString("context.reason")).as("%s", scenario).isEqualTo(reason);
      assertThat(answer.getBoolean("decision")).isEqualTo(reason.equals("allowed"));
      if (scenario.shown().equals("none")) {
        assertThat(answer.getString("context"))
            .as("%s names the organization to a person who shows no session", scenario)
            .doesNotContain("by " + organization.displayName())
            .doesNotContain("of " + organization.displayName());
      }
    }
  }

  private String member(Organization organization, String state) {
    return member(
        organization,
        switch (state) {
          case "suspended" -> IdentityStatus.INACTIVE;
          case "deleted" -> IdentityStatus.DELETED;
          default -> IdentityStatus.ACTIVE;
        },
        state.equals("deleted") ? AccountStatus.DEPROVISIONED : AccountStatus.ACTIVE,
        EnforcementScenario.endedBefore(state, now));
  }

  private static String resource(EnforcementScenario scenario, String member, String organization) {
    String type = scenario.type().orElse("model");
    Optional<String> owner =
        scenario
            .owner()
            .map(word -> word.equals("jane-acme") ? member : word)
            .map(word -> word.equals("acme") ? organization : word);
    Map<String, String> properties = new TreeMap<>();
    owner.ifPresent(word -> properties.put("owner", word));
    scenario.visibility().ifPresent(word -> properties.put("visibility", word));
    boolean named = List.of("organization", "account").contains(type);
    String id = named ? owner.orElse("x") : "x";
    return json(Map.of("type", type, "id", id, "properties", properties));
  }

  private String context(String shown, String member, String organization) {
    Instant at = EnforcementScenario.authenticatedAt(shown, now);
    if (shown.startsWith("credential")) {
      Map<String, Object> credential = new TreeMap<>();
      credential.put("type", "token");
      credential.put("id", "t");
      credential.put("session", facts("s", organization, at));
      if (!shown.equals("credential-undated")) {
        credential.put("created_at", at.toString());
      }
      return "\"credential\":" + json(credential);
    }
    GatewayKeys gateway = EnforcerServers.gateway();
    return switch (shown) {
      case "none" -> "";
      case "unreadable" -> byToken("not.a.token");
      case "another" -> byToken(gateway.token(gateway.claims("mgd_other", organization, "s", at)));
      case "expired-token" ->
          byToken(
              gateway.token(
                  gateway
                      .claims(member, organization, "s", at)
                      .expirationTime(Date.from(now.minusSeconds(1)))));
      case "ended" -> bySession(EnforcerServers.ENDED_BEFORE, organization, at);
      case "globex" -> bySession("s", "globex", at);
      default -> bySession("s", organization, at);
    };
  }

  private static String byToken(String token) {
    return "\"session\":" + json(Map.of("token", token));
  }

  private static String bySession(String id, String organization, Instant at) {
    return "\"session\":" + json(facts(id, organization, at));
  }

  private static Map<String, String> facts(String id, String organization, Instant at) {
    return Map.of("id", id, "organization", organization, "authenticated_at", at.toString());
  }

  private static String json(Map<String, ?> members) {
    return new String(StrictJson.write(members), StandardCharsets.UTF_8);
  }
}
