package io.bailiwick.enforcer.laws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.CatalogueText;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Policy;
import io.bailiwick.enforcer.decision.World;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The version changes when the rules or the catalogue change, and only then. */
class PolicyVersionTest {
  private static final int CASES = 20_000;

  /** The version of the rules, and a hash of what they decide. */
  private static final String RULES = "2: b4438cdae267";

  private static final String CATALOGUE =
      """
      repository.read: { class: read, own: { public: allow, private: role read }, self: allow, \
      other: { public: allow, private: deny } }
      repository.create: { class: publish, own: { public: "publicContent, role admin", \
      private: role contributor }, self: { public: deny, private: personalNamespace }, other: deny }
      repository.write: { class: write, own: role write creator contributor, self: allow }
      repository.transfer: { class: publish, "self>own": role contributor, "own>other": deny }
      space.use: { class: use, own: allow, other: { public: allow, private: deny } }
      like.create: { class: collaborate, own: allow, other: likesAndFollows }
      comment.delete: { class: collaborate, own: creator, other: creator }
      token.create: { class: credential, anywhere: session }
      account.update-email: { class: account, anywhere: deny }
      """;

  @Test
  void aChangeOfTheRulesRaisesTheirNumber() throws Exception {
    Policy policy = policy(CATALOGUE);
    MessageDigest decisions = MessageDigest.getInstance("SHA-256");
    RandomCases cases = new RandomCases(7, policy.actions());
    for (int i = 0; i < CASES; i++) {
      Case c = cases.next();
      add(decisions, policy.decide(States.request(World.JANE, c), States.facts(c), World.NOW));
      add(
          decisions,
          policy.decide(States.request("somebody", c), States.factsOfPersonal(c), World.NOW));
    }
    String number = policy.version().substring(0, policy.version().indexOf('-'));
    assertThat(number + ": " + HexFormat.of().formatHex(decisions.digest(), 0, 6))
        .as(
            "The rules decide otherwise than before: raise Policy.RULES, and write it here with the"
                + " new hash. If only the cases of this test are new, write the hash.")
        .isEqualTo(RULES);
  }

  @Test
  void aChangeOfTheCatalogueChangesIt() throws IOException {
    String version = policy(CATALOGUE).version();
    assertThat(policy("# a comment\n" + CATALOGUE).version()).isEqualTo(version);
    assertThat(policy("a.b: { class: read, own: allow }\n" + CATALOGUE).version())
        .isEqualTo(policy(CATALOGUE + "a.b: { own: allow, class: read }\n").version())
        .isNotEqualTo(version);
    assertThat(policy(CATALOGUE.replace("role admin", "role write")).version())
        .isNotEqualTo(version);
  }

  private static void add(MessageDigest decisions, Decision decision) {
    decisions.update(
        (decision.by().code() + " " + decision.reason().code() + "\n").getBytes(UTF_8));
  }

  private static Policy policy(String catalogue) throws IOException {
    return new Policy(CatalogueText.read("actions.yaml", catalogue.getBytes(UTF_8)));
  }
}
