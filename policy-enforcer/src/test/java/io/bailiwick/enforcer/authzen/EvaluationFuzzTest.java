package io.bailiwick.enforcer.authzen;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bailiwick.enforcer.CatalogueFile;
import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Facts;
import io.bailiwick.enforcer.decision.Policy;
import io.bailiwick.enforcer.decision.World;
import io.bailiwick.enforcer.session.ShownSession;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Role;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whatever is asked, it is a question or a bad request; every question is decided, and without what
 * it takes to know the account it is decided by no.
 */
class EvaluationFuzzTest {
  private static final Policy POLICY = policy();

  private static Policy policy() {
    try {
      return new Policy(CatalogueFile.builtIn());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @FuzzTest(maxDuration = "1m")
  void evaluation(byte[] body) {
    try {
      EvaluationRequest request =
          EvaluationRequest.of(EvaluationBody.read(body, Member.Form.EVALUATION));
      CheckRequest check = request.check();
      assertThat(POLICY.decide(check, Facts.NONE, World.NOW)).isInstanceOf(Decision.Deny.class);
      assertThat(POLICY.decide(check, facts(check), World.NOW)).isNotNull();
      CheckRequest byToken =
          request.check(new ShownSession(Optional.empty(), Optional.empty(), false));
      if (ManagedId.isManaged(check.subject())) {
        assertThat(POLICY.decide(byToken, facts(byToken), World.NOW))
            .isInstanceOf(Decision.Deny.class);
      }
    } catch (BadEvaluation refused) {
      assertThat(refused.getMessage()).isNotEmpty();
    }
  }

  /** All about jane, an administrator. */
  private static Facts facts(CheckRequest check) {
    return new Facts(
        Optional.of(World.jane(Role.ADMIN)),
        Optional.of(World.organization("acme", "open")),
        List.of(),
        false,
        false,
        check.resource().namespaces().stream()
            .filter(World.MANAGED_NAMESPACES::contains)
            .collect(Collectors.toSet()),
        Facts.Freshness.FRESH);
  }
}
