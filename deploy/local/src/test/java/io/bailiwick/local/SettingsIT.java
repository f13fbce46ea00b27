package io.bailiwick.local;

import static io.bailiwick.local.RunningSystem.PATIENCE;
import static io.bailiwick.local.RunningSystem.platform;
import static io.bailiwick.local.RunningSystem.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.check.Caller;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Settings are evaluated before they are in force, by the real enforcer and its issuer's token. */
@Order(3)
@ExtendWith(SharedSystem.class)
class SettingsIT {
  /** The gateway asks the enforcer about settings before they are in force. */
  @Test
  void aChangeOfSettingsIsEvaluatedFirst() throws Exception {
    Caller operator = Caller.json(state().gateway(), state().operatorToken());
    Map<String, Object> open = Map.of("limits", Map.of("publicContent", "ORGANIZATION_SETTING"));
    Map<String, Object> model =
        Map.of("type", "model", "id", "acme/any", "properties", Map.of("visibility", "public"));
    String account =
        Caller.json(state().enforcer(), state().serviceToken())
            .post(
                "/access/v1/search/subject",
                Map.of(
                    "subject", Map.of("type", "user"),
                    "action", Map.of("name", "repository.create"),
                    "resource",
                        Map.of(
                            "type", "model",
                            "id", "acme/any",
                            "properties", Map.of("visibility", "private")),
                    "context", Map.of("assume_session", true),
                    "page", Map.of("limit", 1)))
            .body()
            .at("/results/0/id")
            .asText();
    // Only some of the checks are kept.
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              platform()
                  .check(
                      account,
                      "acme",
                      "repository.create",
                      "model",
                      "acme/any",
                      Map.of("visibility", "public"));
              return operator
                      .post("/organizations/acme/dry-run", open)
                      .expect(200)
                      .body()
                      .path("deny_to_allow")
                      .asInt()
                  > 0;
            });
    Map<String, Object> assertion =
        Map.of(
            "name", "members publish nothing",
            "subject", account,
            "action", "repository.create",
            "resource", model,
            "expect", "deny");
    String assertions = "/organizations/acme/assertions";
    operator.put(assertions, Map.of("assertions", List.of(assertion))).expect(200);
    assertThat(
            operator.patch("/organizations/acme", open).expect(409).body().get("detail").asText())
        .contains("members publish nothing")
        .contains("allowed");
    operator.patch("/organizations/acme", Map.of("displayName", "Acme")).expect(200);
    operator.put(assertions, Map.of("assertions", List.of())).expect(200);
    assertThat(operator.get("/organizations/acme").body().at("/limits/publicContent").asText())
        .isEqualTo("FORBIDDEN");
  }
}
