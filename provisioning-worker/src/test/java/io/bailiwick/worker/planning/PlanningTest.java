package io.bailiwick.worker.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Profile;
import io.bailiwick.model.Role;
import io.bailiwick.model.SampleOrganization;
import io.bailiwick.model.SignInSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanningTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
  private static final Organization ACME =
      SampleOrganization.of(
          "acme", Role.CONTRIBUTOR, LimitSettings.STRICT, SignInSettings.DEFAULT, NOW);

  private static Identity identity(long version, IdentityStatus status, String... roles) {
    return new Identity(
        "mgd_1",
        "acme",
        version,
        status,
        "jdoe",
        Optional.empty(),
        Profile.EMPTY,
        List.of(roles),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        NOW,
        NOW);
  }

  private static AccountEvent plan(Optional<Account> before, Identity identity) {
    return AccountPlan.plan(before, identity, ACME, Optional.of("jdoe-acme"), NOW);
  }

  private static Account account(Identity identity) {
    return plan(Optional.empty(), identity).account();
  }

  @Test
  void aNewIdentityBecomesAnAccountWithTheDefaultRole() {
    AccountEvent event = plan(Optional.empty(), identity(1, IdentityStatus.ACTIVE));
    assertThat(event).isInstanceOf(AccountEvent.Created.class);
    assertThat(event.account().status()).isEqualTo(AccountStatus.ACTIVE);
    assertThat(event.account().handle()).contains("jdoe-acme");
    assertThat(event.account().role()).isEqualTo(Role.CONTRIBUTOR);
    assertThat(event.account().version()).isEqualTo(1);
  }

  @Test
  void theMostPrivilegedOfItsRolesCounts() {
    assertThat(account(identity(1, IdentityStatus.ACTIVE, "read", "admin", "write")).role())
        .isEqualTo(Role.ADMIN);
    assertThat(account(identity(1, IdentityStatus.ACTIVE, "no_access")).role())
        .isEqualTo(Role.NO_ACCESS);
  }

  @Test
  void statusFollowsTheIdentityAndTheHandleStays() {
    Account active = account(identity(1, IdentityStatus.ACTIVE));
    AccountEvent suspended = plan(Optional.of(active), identity(2, IdentityStatus.INACTIVE));
    assertThat(suspended).isInstanceOf(AccountEvent.Suspended.class);
    assertThat(suspended.account().handle()).contains("jdoe-acme");
    AccountEvent restored =
        plan(Optional.of(suspended.account()), identity(3, IdentityStatus.ACTIVE));
    assertThat(restored).isInstanceOf(AccountEvent.Restored.class);
    AccountEvent gone = plan(Optional.of(restored.account()), identity(4, IdentityStatus.DELETED));
    assertThat(gone).isInstanceOf(AccountEvent.Deprovisioned.class);
    assertThat(gone.account().handle()).contains("jdoe-acme");
    assertThat(gone.version()).isEqualTo(4);
  }

  @Test
  void withoutAFreeHandleTheAccountSaysSo() {
    Account account =
        AccountPlan.plan(
                Optional.empty(), identity(1, IdentityStatus.ACTIVE), ACME, Optional.empty(), NOW)
            .account();
    assertThat(account.status()).isEqualTo(AccountStatus.HANDLE_TAKEN);
    assertThat(AccountPlan.needsHandle(Optional.of(account), identity(2, IdentityStatus.ACTIVE)))
        .isTrue();
  }
}
