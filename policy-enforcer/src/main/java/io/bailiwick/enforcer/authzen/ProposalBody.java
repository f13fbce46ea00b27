package io.bailiwick.enforcer.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.enforcer.authzen.Member.Form;
import io.bailiwick.enforcer.check.Assertion;
import io.bailiwick.enforcer.check.Proposal;
import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A proposed change of an organization, with what to evaluate under it.
 *
 * @param proposed the organization after the change, as the gateway answers and publishes it
 * @param roles the roles that accounts would have after the change, by account
 * @param watch the time for which to evaluate checks as they come in, in place of the sample
 * @param assertions the expected decisions
 */
record ProposalBody(
    JsonNode proposed,
    Map<String, Role> roles,
    @Nullable Duration watch,
    List<Expected> assertions) {
  /** A connection that says nothing for a minute is closed. */
  private static final Duration LONGEST_WATCH = Duration.ofSeconds(30);

  private static final int MOST_ASSERTIONS = 1000;

  /** Any account that has a role and no other property. */
  private static final String ANYONE = ManagedId.of(new UUID(0, 0));

  ProposalBody {
    required("proposed", proposed);
    roles = roles == null ? Map.of() : Map.copyOf(roles);
    if (watch != null && (!watch.isPositive() || watch.compareTo(LONGEST_WATCH) > 0)) {
      throw new IllegalArgumentException("watch must be more than PT0S, at most " + LONGEST_WATCH);
    }
    assertions = assertions == null ? List.of() : List.copyOf(assertions);
    if (assertions.size() > MOST_ASSERTIONS) {
      throw new IllegalArgumentException("assertions has more than " + MOST_ASSERTIONS + " items");
    }
  }

  private static void required(String member, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(member + " is required");
    }
  }

  /**
   * Reads a body.
   *
   * @throws BadEvaluation if it is none; names the member at fault
   */
  static ProposalBody read(byte[] json) {
    try {
      return StrictJson.readClosed(json, ProposalBody.class);
    } catch (BadJson e) {
      throw new BadEvaluation(e.detail());
    }
  }

  /**
   * Returns the proposal. Settings that this release does not know are ignored, as those in events
   * are.
   */
  Proposal proposal() {
    try {
      return new Proposal(StrictJson.read(StrictJson.write(proposed), Organization.class), roles);
    } catch (BadJson e) {
      throw new BadEvaluation("proposed: " + e.detail());
    }
  }

  /** Returns the assertions about an organization. */
  List<Assertion> asked() {
    List<Assertion> asked = new ArrayList<>();
    for (Expected expected : assertions) {
      asked.add(expected.asked());
    }
    return asked;
  }

  /**
   * An expected decision.
   *
   * @param subject the id of the account; absent if the assertion is about a role
   * @param role the role of any account; absent if the assertion is about one account
   * @param resource a resource as in an evaluation
   */
  record Expected(
      String name,
      @Nullable String subject,
      @Nullable Role role,
      String action,
      ObjectNode resource,
      Expectation expect) {

    Expected {
      required("name", name);
      required("action", action);
      required("resource", resource);
      required("expect", expect);
      if ((subject == null) == (role == null)) {
        throw new IllegalArgumentException("an assertion has either a subject or a role");
      }
    }

    /** Reads the question as that of an evaluation is read. */
    Assertion asked() {
      Map<String, Object> question =
          Map.of(
              "subject", Map.of("type", "user", "id", subject == null ? ANYONE : subject),
              "action", Map.of("name", action),
              "resource", resource);
      try {
        EvaluationRequest request =
            EvaluationRequest.of(EvaluationBody.read(StrictJson.write(question), Form.EVALUATION));
        if (!request.ignored().isEmpty()) {
          throw new BadEvaluation(request.ignored().getFirst() + " is not known");
        }
        CheckRequest check = request.check();
        return new Assertion(name, check, Optional.ofNullable(role), expect == Expectation.ALLOW);
      } catch (BadEvaluation bad) {
        throw new BadEvaluation("assertion \"" + name + "\": " + bad.getMessage());
      }
    }
  }

  /** The expected decisions. */
  enum Expectation {
    ALLOW,
    DENY
  }
}
