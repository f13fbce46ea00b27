package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;

/** The text of an answer to a check: the decision, each rule with its facts, and the changes. */
final class AnswerText {
  private final StringBuilder text = new StringBuilder();

  private AnswerText() {}

  static String of(JsonNode answer) {
    AnswerText text = new AnswerText();
    text.answer(answer);
    text.explanation(answer.at("/context/explanation"));
    return text.text.toString();
  }

  private void answer(JsonNode answer) {
    boolean allowed = answer.path("decision").booleanValue();
    JsonNode context = answer.path("context");
    line(allowed ? "allowed" : "denied", context.path("reason"));
    line("why", context.at("/reason_admin/" + (allowed ? "200" : "403")));
    line("to the person", context.at("/reason_user/403"));
    line("sign in at", context.path("sign_in_url"));
    line("stale, seconds", context.path("age_seconds"));
    line("revision", context.path("revision"));
    line("evaluation", context.path("evaluation_id"));
    line("policy", context.path("policy_version"));
  }

  /** Writes the rules in their order; those that are about other questions have no facts. */
  private void explanation(JsonNode explanation) {
    for (JsonNode step : explanation.path("rules")) {
      String outcome = step.path("outcome").asText();
      text.append("%nrule %-18s %s%n".formatted(step.path("rule").asText(), outcome));
      if (!outcome.equals("not_applicable")) {
        step.path("facts")
            .properties()
            .forEach(
                fact ->
                    text.append("  %-31s %s%n".formatted(fact.getKey(), words(fact.getValue()))));
      }
    }
    if (!explanation.isMissingNode()) {
      text.append("%n".formatted());
    }
    explanation.path("would_allow").forEach(change -> line("would allow", change));
  }

  private static String words(JsonNode fact) {
    return fact.isValueNode() ? fact.asText() : fact.toString();
  }

  private void line(String name, JsonNode value) {
    if (!value.isMissingNode()) {
      text.append("%-15s %s%n".formatted(name, value.asText()));
    }
  }
}
