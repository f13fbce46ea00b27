package io.bailiwick.enforcer.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.decision.Grants;
import io.bailiwick.model.Grant;
import io.bailiwick.model.GrantReason;
import io.bailiwick.model.GrantSource;
import io.bailiwick.model.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Equal grants are one object, for as long as an account has them. */
class SharedGrantsTest {
  private static final List<Role> ROLES =
      List.of(Role.READ, Role.CONTRIBUTOR, Role.WRITE, Role.ADMIN);

  private final SharedGrants shared = new SharedGrants();

  @Test
  void equalGrantsAreOneObject() {
    Grants one = shared.of(List.of(grant("lab", Role.READ), grant("research", Role.WRITE)));
    assertThat(shared.of(List.of(grant("research", Role.WRITE), grant("lab", Role.READ))))
        .isSameAs(one);
    Grants other = shared.of(List.of(grant("lab", Role.READ)));
    assertThat(other).isNotEqualTo(one);
    assertThat(other.held().getFirst()).isSameAs(one.held().getFirst());
    assertThat(shared.of(List.of())).isSameAs(Grants.NONE);
  }

  /** The table does not grow with the number of accounts. */
  @Test
  void moreSetsThanTheTableHoldsAreNotShared() {
    SharedGrants small = new SharedGrants(2);
    Grants one = small.of(List.of(grant("lab", Role.READ)));
    Grants two = small.of(List.of(grant("lab", Role.WRITE)));
    Grants three = small.of(List.of(grant("lab", Role.ADMIN)));
    assertThat(small.of(List.of(grant("lab", Role.READ)))).isSameAs(one);
    assertThat(small.of(List.of(grant("lab", Role.WRITE)))).isSameAs(two);
    assertThat(small.of(List.of(grant("lab", Role.ADMIN)))).isEqualTo(three).isNotSameAs(three);
    assertThat(small.size()).isEqualTo(2);
  }

  @Test
  void knowsTheRoleInEachResourceGroup() {
    List<Grant> all = new ArrayList<>();
    for (int n = 0; n < 500; n++) {
      all.add(grant("group-" + n, ROLES.get(n % ROLES.size())));
    }
    Grants grants = shared.of(all);
    for (Grant one : all) {
      assertThat(grants.role(one.resourceGroup())).isEqualTo(one.role());
    }
    assertThat(grants.role("group-500")).isNull();
    assertThat(grants.role("")).isNull();
    assertThat(Grants.NONE.role("lab")).isNull();
  }

  /** Otherwise each set that anybody ever had would stay in memory. */
  @Test
  void grantsThatNobodyHasAreForgotten() {
    Grants kept = shared.of(List.of(grant("kept", Role.READ)));
    for (int n = 0; n < 10_000; n++) {
      shared.of(List.of(grant("group-" + n, Role.READ)));
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              System.gc();
              return shared.size() == 1;
            });
    assertThat(shared.of(List.of(grant("kept", Role.READ)))).isSameAs(kept);
  }

  private static Grant grant(String group, Role role) {
    return new Grant(
        group,
        role,
        List.of(
            new GrantReason(
                GrantSource.MANUAL, role, Optional.empty(), Optional.empty(), Optional.empty())));
  }
}
