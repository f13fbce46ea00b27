package io.bailiwick.enforcer.laws;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.CatalogueFile;
import io.bailiwick.enforcer.decision.ActionRule.Kind;
import io.bailiwick.enforcer.decision.Catalogue;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.ExplanationLaws;
import io.bailiwick.enforcer.decision.Policy;
import io.bailiwick.enforcer.decision.Reason;
import io.bailiwick.enforcer.decision.World;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Laws of the policy over random worlds and questions, and its comparison with {@link Reference}. A
 * failure says by which {@code -Dbailiwick.test.seed} its cases come again.
 */
class LawsTest {
  private static final int CASES = Integer.getInteger("bailiwick.test.cases", 10_000);
  private static final long SEED = Long.getLong("bailiwick.test.seed", new Random().nextInt());

  private static final List<String> UNKNOWN =
      List.of("nothing.known", "repository", "Repository.read", "repository.read ", "billing.*");

  /** What makes nothing public: gestures, and what the platform shows of them. */
  private static final Set<String> GESTURES =
      Set.of(
          "like.create",
          "like.delete",
          "user.follow",
          "organization.follow",
          "follow.delete",
          "comment.delete",
          "content.report",
          "discussion.moderate",
          "repository.request-access");

  private static final Catalogue CATALOGUE = catalogue();
  private static final Set<String> REFERENCE = Reference.actions();
  private static final Policy POLICY = new Policy(CATALOGUE);

  @Test
  void decidesAsTheReferenceDoes() {
    int[] allowed = {0};
    each(
        c -> {
          if (REFERENCE.contains(c.action())) {
            allowed[0] += Reference.allows(c) ? 1 : 0;
            assertThat(isAllowed(c))
                .as("%s%nis %s; the reference", c, decide(c))
                .isEqualTo(Reference.allows(c));
          }
        });
    assertThat(allowed[0]).as("cases that are allowed").isGreaterThan(CASES / 20);
  }

  /**
   * Limits only take away: a member with that role might do it in any case, and with public content
   * of others a personal account might too.
   */
  @Test
  void beingManagedNeverTurnsADenyIntoAnAllow() {
    each(
        c -> {
          boolean elsewhere =
              !c.owner().isEmpty()
                  && Reference.in("other", c.owner(), c)
                  && c.toOwner().isEmpty()
                  && c.scopes().isEmpty();
          boolean person = c.action().matches("(account|token|ssh-key|session)\\..*");
          if (isAllowed(c) && REFERENCE.contains(c.action())) {
            assertThat(Reference.mayAsMember(c)).as("a member, %s", c).isTrue();
          }
          if (isAllowed(c) && elsewhere && !person && c.visibility().equalsIgnoreCase("public")) {
            assertThat(
                    POLICY.decide(
                        States.request("somebody", c), States.factsOfPersonal(c), World.NOW))
                .as("a personal account, %s", c)
                .isInstanceOf(Decision.Allow.class);
          }
        });
  }

  /**
   * A fact that is not told never allows what was denied with it. The exception is a bad session
   * where none is needed.
   */
  @Test
  void denyByDefault() {
    each(
        c -> {
          if (!isAllowed(c) && decide(c).reason() != Reason.INVALID_REQUEST) {
            for (Case less : c.withLess()) {
              boolean needsNone = less.signIn().equals("none") && Reference.readsOpenly(less);
              assertThat(isAllowed(less) && !needsNone).as("%s%nfrom %s", less, c).isFalse();
            }
          }
        });
  }

  /** A grant counts only where its organization's resource group is named. */
  @Test
  void aGrantCountsNowhereElse() {
    each(
        c -> {
          boolean named = !(c.group() + c.toGroup()).isEmpty();
          boolean own = c.owner().equals("acme") || c.toOwner().equals("acme");
          if (!named || !own) {
            assertThat(isAllowed(c))
                .as("%s", c)
                .isEqualTo(isAllowed(c.withGroups(Map.of(), "", "")));
          }
        });
  }

  /** More or higher grants never allow less, and an unknown resource group allows nobody more. */
  @Test
  void aHigherGrantNeverAllowsLess() {
    Map<String, String> highest = Map.of("lab", "admin", "research", "admin", "unknown", "admin");
    each(
        c -> {
          Case higher = c.withGroups(highest, c.group(), c.toGroup());
          assertThat(isAllowed(c) && !isAllowed(higher)).as("%s", c).isFalse();
          Case without = c.withGroups(Map.of(), c.group(), c.toGroup());
          assertThat(isAllowed(without) && !isAllowed(c)).as("%s", c).isFalse();
        });
  }

  @Test
  void anExplanationIsTrue() {
    each(
        c -> {
          ExplanationLaws.hold(CATALOGUE, States.request(World.JANE, c), States.facts(c));
          ExplanationLaws.hold(CATALOGUE, States.request("somebody", c), States.factsOfPersonal(c));
        });
  }

  @Test
  void anUnknownActionIsDenied() {
    each(
        c -> {
          Case unknown = c.asking(any(UNKNOWN, c));
          assertThat(isAllowed(unknown)).as("%s", unknown).isFalse();
        });
  }

  @Test
  void afterDeactivationNothingIsAllowed() {
    each(
        c -> {
          Case inactive = c.inState(any(States.INACTIVE, c));
          assertThat(isAllowed(inactive)).as("%s", inactive).isFalse();
        });
  }

  /**
   * The exception is what a member writes into content of the organization that is public already:
   * the role decides there.
   */
  @Test
  void nothingOfAManagedAccountIsPublicUnlessTheOrganizationAllowsIt() {
    each(
        c -> {
          boolean own = Reference.in("own", c.toOwner().isEmpty() ? c.owner() : c.toOwner(), c);
          boolean publishes =
              kind(c) == Kind.PUBLISH || kind(c) == Kind.EXPOSE || kind(c) == Kind.JOIN;
          boolean writes =
              (kind(c) == Kind.WRITE || kind(c) == Kind.COLLABORATE)
                  && !GESTURES.contains(c.action());
          boolean result =
              Reference.isPublicAfter(c) || Reference.PUBLIC_BY_NATURE.contains(c.action());
          if (result && isAllowed(c)) {
            assertThat(publishes && !(own && c.limits().publicContent())).as("%s", c).isFalse();
            assertThat(writes && !own).as("%s", c).isFalse();
          }
        });
  }

  private static void each(Consumer<Case> law) {
    Set<String> actions = new HashSet<>(REFERENCE);
    actions.addAll(CATALOGUE.actions());
    RandomCases cases = new RandomCases(SEED, actions);
    for (int i = 0; i < CASES; i++) {
      Case c = cases.next();
      try {
        law.accept(c);
      } catch (AssertionError e) {
        throw new AssertionError("-Dbailiwick.test.seed=" + SEED + ": " + e.getMessage(), e);
      }
    }
  }

  private static String any(List<String> words, Case c) {
    return words.get(Math.floorMod(c.hashCode(), words.size()));
  }

  private static boolean isAllowed(Case c) {
    return decide(c) instanceof Decision.Allow;
  }

  private static Decision decide(Case c) {
    return POLICY.decide(States.request(World.JANE, c), States.facts(c), World.NOW);
  }

  private static Kind kind(Case c) {
    return CATALOGUE.rule(c.action()).orElseThrow().kind();
  }

  private static Catalogue catalogue() {
    try {
      return CatalogueFile.builtIn();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
