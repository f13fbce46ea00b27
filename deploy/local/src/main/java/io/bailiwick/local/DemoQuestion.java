package io.bailiwick.local;

import io.bailiwick.check.Caller.Answer;
import java.util.List;
import java.util.Map;

/**
 * A question to the enforcer and the expected answer.
 *
 * @param of the resource's properties
 */
record DemoQuestion(
    String subject,
    String action,
    String type,
    String id,
    Map<String, String> of,
    boolean allowed,
    String reason) {

  /**
   * Returns the demo's questions about a contributor of acme, a stranger and a personal account.
   */
  static List<DemoQuestion> about(String jane) {
    Map<String, String> own = Map.of("owner", "acme", "visibility", "private");
    return List.of(
        new DemoQuestion(jane, "repository.create", "model", "acme/m", own, true, "allowed"),
        new DemoQuestion(
            jane,
            "repository.create",
            "model",
            "acme/m",
            Map.of("owner", "acme", "visibility", "public"),
            false,
            "public_content_forbidden"),
        new DemoQuestion(
            jane,
            "repository.create",
            "model",
            "acme/m",
            Map.of("owner", "acme"),
            false,
            "public_content_forbidden"),
        new DemoQuestion(
            jane,
            "repository.write",
            "model",
            "globex/x",
            Map.of("owner", "globex", "visibility", "private"),
            false,
            "external_collaboration_forbidden"),
        new DemoQuestion(
            jane,
            "organization.join",
            "organization",
            "globex",
            Map.of(),
            false,
            "external_org_forbidden"),
        new DemoQuestion(
            jane,
            "repository.read",
            "dataset",
            "squad/data",
            Map.of("owner", "squad", "visibility", "public"),
            true,
            "allowed"),
        new DemoQuestion(
            "mgd_00000000000000000000000000",
            "repository.create",
            "model",
            "acme/m",
            own,
            false,
            "unknown_subject"),
        new DemoQuestion(
            "a-personal-account",
            "repository.create",
            "model",
            "mine/m",
            Map.of("owner", "mine", "visibility", "public"),
            true,
            "not_managed"));
  }

  boolean isAnsweredBy(Answer answer) {
    return answer.body().get("decision").booleanValue() == allowed
        && answer.body().at("/context/reason").asText().equals(reason);
  }

  /** Returns the question, the answer and its duration in a line. */
  String describe(Answer answer) {
    return "%-14s %-18s %-12s %-10s %-40s -> %-5s %-33s %s"
        .formatted(
            subject.length() > 14 ? subject.substring(0, 11) + "..." : subject,
            action,
            type,
            id,
            of,
            answer.body().get("decision").booleanValue() ? "allow" : "deny",
            answer.body().at("/context/reason").asText(),
            Format.millis(answer.took()));
  }
}
