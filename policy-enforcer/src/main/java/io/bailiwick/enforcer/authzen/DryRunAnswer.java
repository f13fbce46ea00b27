package io.bailiwick.enforcer.authzen;

import io.bailiwick.enforcer.check.Assertion;
import io.bailiwick.enforcer.check.Comparison;
import io.bailiwick.enforcer.decision.Reason;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Organization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the results of dry runs. */
final class DryRunAnswer {
  private DryRunAnswer() {}

  /** Writes the differences that proposed settings make. */
  static byte[] json(Organization present, Comparison comparison) {
    Map<String, Object> answer = of(present);
    answer.put("evaluated", comparison.evaluated());
    answer.put("from", comparison.from());
    answer.put("until", comparison.until());
    answer.put("allow_to_deny", comparison.changed(true, false));
    answer.put("deny_to_allow", comparison.changed(false, true));
    answer.put("other_reason", comparison.changed(true, true) + comparison.changed(false, false));
    answer.put("changes", comparison.changes().stream().map(DryRunAnswer::change).toList());
    return StrictJson.write(answer);
  }

  /** Writes the assertions that would fail. */
  static byte[] json(Organization present, int evaluated, List<Assertion.Failure> failures) {
    Map<String, Object> answer = of(present);
    answer.put("evaluated", evaluated);
    answer.put("failed", failures.stream().map(DryRunAnswer::failure).toList());
    return StrictJson.write(answer);
  }

  /** Begins with the settings that the enforcer knew as the present ones. */
  private static Map<String, Object> of(Organization present) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("organization", present.id());
    answer.put("version", present.version());
    return answer;
  }

  private static Map<String, Object> failure(Assertion.Failure failure) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("name", failure.name());
    one.put("reason", failure.reason().code());
    one.put("rule", failure.rule().code());
    one.put("already", failure.already());
    return one;
  }

  private static Map<String, Object> change(Comparison.Change change) {
    Comparison.Kind kind = change.kind();
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("action", kind.action());
    one.put("before", decision(kind.before(), kind.reasonBefore()));
    one.put("after", decision(kind.after(), kind.reasonAfter()));
    one.put("count", change.count());
    one.put("examples", change.examples().stream().map(DryRunAnswer::example).toList());
    return one;
  }

  private static Map<String, Object> decision(boolean decision, Reason reason) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("decision", decision);
    one.put("reason", reason.code());
    return one;
  }

  private static Map<String, Object> example(Comparison.Example example) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("subject", masked(example.subject()));
    one.put("resource", masked(example.resourceType()) + ":" + masked(example.resourceId()));
    one.put("at", example.at());
    return one;
  }

  /** Hides a text that may be an e-mail address; services may use one as an id. */
  private static String masked(String text) {
    return text.indexOf('@') > 0 ? "***" : text;
  }
}
