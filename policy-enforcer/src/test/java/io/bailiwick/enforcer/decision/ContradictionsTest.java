package io.bailiwick.enforcer.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contradictions and disguises allow nothing. */
class ContradictionsTest extends PolicyCases {
  @Test
  void aManagedAccountThatIsCalledByItsHandleIsNobodysPersonalOne() {
    Facts named =
        new Facts(
            Optional.empty(), Optional.empty(), List.of(), false, true, Set.of(), Freshness.FRESH);
    CheckRequest request =
        new CheckRequest(
            "jane-acme",
            "account.sign-in-by-password",
            new Resource(
                "account",
                "jane-acme",
                Optional.of("jane-acme"),
                false,
                Visibility.UNSTATED,
                Optional.empty(),
                Optional.empty()),
            Optional.empty(),
            Optional.empty());
    assertThat(POLICY.decide(request, named, World.NOW).reason()).isEqualTo(Reason.INVALID_REQUEST);
  }

  /** Facts that contradict each other deny, for every action and every type. */
  @Test
  void contradictionsAllowNothing() {
    for (String action : CATALOGUE.actions()) {
      ActionRule rule = CATALOGUE.rule(action).orElseThrow();
      for (String type : List.of("model", "discussion", "job", "endpoint", "webhook", "token")) {
        Visibility open = Visibility.PUBLIC;
        Visibility closed = Visibility.PRIVATE;
        List<Resource> contradicted = new ArrayList<>();
        contradicted.add(resource(type, true, open, "acme", open));
        if (!rule.moves()) {
          contradicted.add(resource(type, false, closed, "globex", closed));
        }
        if (!rule.result()) {
          contradicted.add(resource(type, false, open, "acme", closed));
          contradicted.add(resource(type, false, closed, "acme", open));
        }
        for (String subject : List.of(World.JANE, "somebody")) {
          for (Resource resource : contradicted) {
            assertThat(decide(subject, action, resource).reason())
                .as("%s of %s by %s", action, resource, subject)
                .isEqualTo(Reason.INVALID_REQUEST);
          }
        }
      }
    }
  }

  /** A name that can be read in two ways is nobody's, least of all a personal account's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        " jane-acme",
        "jane-acme\u00a0",
        "jane\u200b-acme",
        "jane\u2010acme",
        "\uff4aane-acme",
        "jane-acme\u0000",
        "\ufeffjane-acme",
        "\ud800jane",
        "\uff4d\uff47\uff44_06ek9q2vbx7kq9g4zt5h3n8m0r"
      })
  void decoratedIdsAreNobodys(String subject) {
    for (String action : List.of("account.sign-in-by-password", "nothing.known", "like.create")) {
      assertThat(decide(subject, action, request(action, "squad", "public").resource()).reason())
          .isEqualTo(Reason.INVALID_REQUEST);
    }
  }
}
