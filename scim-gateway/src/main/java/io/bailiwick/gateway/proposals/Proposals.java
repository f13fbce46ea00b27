package io.bailiwick.gateway.proposals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.RolePreview;
import io.bailiwick.gateway.proposals.EnforcerCalls.Answer;
import io.bailiwick.gateway.proposals.EnforcerCalls.NoEnforcer;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the enforcer about proposed settings. The roles that follow from the settings are computed
 * here, because the enforcer knows roles, not their sources.
 */
@ApplicationScoped
public class Proposals {
  /** The enforcer's largest body is that of a check. */
  private static final int AT_ONCE = 25;

  private final EnforcerCalls enforcer;
  private final RolePreview roles;

  Proposals(EnforcerCalls enforcer, RolePreview roles) {
    this.enforcer = enforcer;
    this.roles = roles;
  }

  /**
   * Reports the checks that proposed settings would decide differently.
   *
   * @param watch the time for which to evaluate checks as they come in; empty for recent checks
   */
  public Uni<DryRunResult> dryRun(
      Organization present, Organization proposed, Optional<Duration> watch) {
    return roles
        .compare(present, proposed)
        .chain(
            preview -> {
              Map<String, Role> then = new HashMap<>();
              preview.changes().stream()
                  .filter(RolePreview.Change::isOfRole)
                  .forEach(one -> then.put(one.id(), one.to().role()));
              ObjectNode body = body(proposed, then);
              watch.ifPresent(time -> body.put("watch", time.toString()));
              return enforcer.post("/access/v1/dry-run", body, watch.orElse(Duration.ZERO));
            })
        .<DryRunResult>map(
            answer ->
                answer.status() == 200
                    ? new DryRunResult.Report(answer.body())
                    : new DryRunResult.Unanswered(answer.error()))
        .onFailure(NoEnforcer.class)
        .recoverWithItem(failure -> new DryRunResult.Unanswered(why(failure)));
  }

  /** Evaluates the assertions of an organization under proposed settings. */
  Uni<Verdict> judge(Organization present, Organization proposed, Assertions assertions) {
    List<String> subjects =
        assertions.assertions().stream().flatMap(one -> one.subject().stream()).distinct().toList();
    return roles
        .changed(present, proposed, subjects)
        .chain(then -> judge(proposed, then, assertions.assertions(), List.of()))
        .onFailure(NoEnforcer.class)
        .recoverWithItem(failure -> new Verdict.Unanswered(why(failure)));
  }

  private Uni<Verdict> judge(
      Organization proposed,
      Map<String, Role> then,
      List<Assertion> left,
      List<String> failedSoFar) {
    if (left.isEmpty()) {
      return Uni.createFrom()
          .item(failedSoFar.isEmpty() ? new Verdict.Holds() : new Verdict.Fails(failedSoFar));
    }
    List<Assertion> these = left.subList(0, Math.min(AT_ONCE, left.size()));
    ObjectNode body = body(proposed, then);
    body.set("assertions", StrictJson.mapper().valueToTree(these));
    return enforcer
        .post("/access/v1/assertions", body, Duration.ZERO)
        .chain(
            answer -> {
              if (answer.status() != 200 || !answer.body().path("failed").isArray()) {
                return Uni.createFrom().item(unanswered(answer));
              }
              List<String> failed = new ArrayList<>(failedSoFar);
              answer.body().get("failed").forEach(one -> failed.add(words(one)));
              return judge(proposed, then, left.subList(these.size(), left.size()), failed);
            });
  }

  private static Verdict unanswered(Answer answer) {
    return answer.status() == 400
        ? new Verdict.Fails(List.of(answer.error()))
        : new Verdict.Unanswered(answer.error());
  }

  private static String words(JsonNode failed) {
    return "\"%s\" (%s%s)"
        .formatted(
            failed.path("name").asText(),
            failed.path("reason").asText(),
            failed.path("already").asBoolean() ? ", as under the present settings" : "");
  }

  /** Leaves the settings of sign-in out: the enforcer needs the roles that come of them. */
  private static ObjectNode body(Organization proposed, Map<String, Role> then) {
    ObjectNode organization = StrictJson.mapper().valueToTree(proposed);
    organization.remove("signIn");
    ObjectNode body = StrictJson.mapper().createObjectNode();
    body.set("proposed", organization);
    body.set("roles", StrictJson.mapper().valueToTree(then));
    return body;
  }

  private static String why(Throwable failure) {
    return failure instanceof NoEnforcer none ? none.why() : failure.getClass().getSimpleName();
  }

  /** The result of a dry run. */
  public sealed interface DryRunResult {
    /** The enforcer's report. */
    record Report(ObjectNode body) implements DryRunResult {}

    /** The enforcer gave no report. */
    record Unanswered(String why) implements DryRunResult {}
  }

  /** The result of the evaluation of assertions. */
  sealed interface Verdict {
    record Holds() implements Verdict {}

    /** Some assertions fail; they are named in words. */
    record Fails(List<String> assertions) implements Verdict {}

    /** It is not known whether they fail. */
    record Unanswered(String why) implements Verdict {}
  }
}
