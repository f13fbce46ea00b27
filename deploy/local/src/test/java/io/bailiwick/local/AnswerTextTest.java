package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.json.StrictJson;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What {@code ./bailiwick check} prints. */
class AnswerTextTest {
  private static final String ANSWER =
      """
      {"decision": false, "context": {
        "reason": "role_insufficient", "rule": "conditions", "evaluation_id": "e1",
        "policy_version": "1-0123456789ab",
        "reason_user": {"403": "Your role in Acme does not allow this."},
        "explanation": {"rules": [
          {"rule": "freshness", "outcome": "passed", "facts": {"freshness": "fresh"}},
          {"rule": "personal", "outcome": "not_applicable", "facts": {"managed_account": true}},
          {"rule": "conditions", "outcome": "denied",
           "facts": {"role": "read", "conditions": ["role write"]}}],
         "would_allow": ["The role write or higher in the organization."]}}}
      """;

  @Test
  void tellsRuleByRule() throws IOException {
    assertThat(AnswerText.of(StrictJson.mapper().readTree(ANSWER)).replace("\r", ""))
        .isEqualTo(
            """
            denied          role_insufficient
            to the person   Your role in Acme does not allow this.
            evaluation      e1
            policy          1-0123456789ab

            rule freshness          passed
              freshness                       fresh

            rule personal           not_applicable

            rule conditions         denied
              role                            read
              conditions                      ["role write"]

            would allow     The role write or higher in the organization.
            """);
  }
}
