package io.bailiwick.enforcer;

import io.bailiwick.enforcer.projection.SubjectView;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Role;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;

/** Checks of members of organizations with settings of their own. */
abstract class Members extends Checks {
  @Inject SubjectView view;

  /** Publishes an organization, and waits until the enforcer knows it. */
  Organization known(Organization organization) {
    send(Topics.ORGANIZATIONS, new OrganizationEvent.Created(organization));
    await(Revision.of(organization));
    return organization;
  }

  String member(Organization organization) {
    return member(organization, Role.CONTRIBUTOR);
  }

  /** Publishes a person with a role. */
  String member(Organization organization, Role role) {
    return member(organization, IdentityStatus.ACTIVE, AccountStatus.ACTIVE, Instant.EPOCH, role);
  }

  /** Publishes a person who is not active, or whose sessions have ended. */
  String member(
      Organization organization,
      IdentityStatus identityStatus,
      AccountStatus accountStatus,
      Instant sessionsNotBefore) {
    return member(organization, identityStatus, accountStatus, sessionsNotBefore, Role.CONTRIBUTOR);
  }

  /** Publishes a person and the account, and waits until the enforcer knows both. */
  private String member(
      Organization organization,
      IdentityStatus identityStatus,
      AccountStatus accountStatus,
      Instant sessionsNotBefore,
      Role role) {
    String id = ManagedId.of(UUID.randomUUID());
    Identity identity =
        SampleMember.identity(
            id, organization.id(), 1, identityStatus, Optional.of(sessionsNotBefore), now, now);
    Account account =
        SampleMember.account(
            id, organization.id(), 1, accountStatus, "handle-of-" + id.substring(4), role, now);
    send(Topics.IDENTITIES, new IdentityEvent.Created(identity));
    send(Topics.ACCOUNTS, new AccountEvent.Created(account));
    await(Revision.of(identity));
    await(Revision.of(account));
    return id;
  }

  private void await(Revision revision) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(PATIENCE)
        .until(() -> view.hasReached(revision));
  }
}
