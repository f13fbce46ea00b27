package io.bailiwick.worker.planning;

import static io.bailiwick.worker.planning.PlanLawsTest.CASES;
import static io.bailiwick.worker.planning.PlanLawsTest.ID;
import static io.bailiwick.worker.planning.PlanLawsTest.each;
import static io.bailiwick.worker.planning.PlanLawsTest.plan;
import static io.bailiwick.worker.planning.PlanLawsTest.replan;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.model.Account;
import io.bailiwick.model.GroupLink;
import io.bailiwick.model.Identity;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which accounts changed settings concern: all that they change, and few others. */
class ConcernedTest {
  /**
   * An account that a chain of changes does not concern is the same under the last settings. It may
   * have been planned under any of them, since people change while a run is on its way.
   */
  @Test
  void whoIsNotConcernedIsNotChanged() {
    int[] spared = {0};
    each(
        (world, number) -> {
          List<Organization> versions = new ArrayList<>(List.of(world.organization()));
          for (int i = 0; i < 2; i++) {
            versions.add(world.changed(versions.getLast()));
          }
          int planned = number % 2;
          Identity identity = world.identity(ID, 3);
          Account account =
              plan(
                  Optional.empty(),
                  identity,
                  versions.get(planned),
                  world.maybe(() -> "jdoe-acme"));
          Concerned concerned = Concerned.NOBODY;
          for (int i = planned; i < 2; i++) {
            concerned = concerned.and(Concerned.between(versions.get(i), versions.get(i + 1)));
          }
          if (!isOneOf(concerned, account, identity)) {
            spared[0] += concerned.isNobody() ? 0 : 1;
            assertThat(replan(account, identity, versions.getLast()))
                .as("%s under %s", concerned, versions.getLast())
                .isEmpty();
          }
        });
    assertThat(spared[0]).as("accounts that a change spares").isGreaterThan(CASES / 20);
  }

  private static boolean isOneOf(Concerned concerned, Account account, Identity identity) {
    return concerned.everyone()
        || (concerned.withoutHandle() && account.handle().isEmpty())
        || identity.groups().stream().anyMatch(concerned.scimGroups()::contains)
        || account.grants().stream()
            .anyMatch(grant -> concerned.resourceGroups().contains(grant.resourceGroup()))
        || identity
            .assigned()
            .filter(
                given ->
                    given.resourceGroups().keySet().stream()
                        .anyMatch(concerned.assigned()::contains))
            .isPresent();
  }

  /** A link to another group of the same name concerns that group's members, not all. */
  @Test
  void aChangedLinkConcernsOnlyTheGroupsThatChange() {
    Organization one = linked(List.of("g-0"), Role.WRITE);
    assertThat(Concerned.between(one, linked(List.of("g-0", "g-1"), Role.WRITE)).scimGroups())
        .containsExactly("g-1");
    assertThat(Concerned.between(one, linked(List.of("g-0"), Role.ADMIN)).scimGroups())
        .containsExactly("g-0");
    assertThat(Concerned.between(one, one.version(9))).isEqualTo(Concerned.NOBODY);
  }

  private static Organization linked(List<String> ids, Role role) {
    return Variants.linked(new GroupLink("Engineering", role, ids));
  }
}
