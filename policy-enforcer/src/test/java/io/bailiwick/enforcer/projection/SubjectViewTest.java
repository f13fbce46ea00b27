package io.bailiwick.enforcer.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bailiwick.enforcer.SampleMember;
import io.bailiwick.enforcer.decision.Reason;
import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.enforcer.decision.World;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.Event;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.BreakGlass;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Newer wins, whatever the order, however often. */
class SubjectViewTest {
  private static final String ID = "mgd_1";
  private static final long SEED = 3;

  private static IdentityEvent identity(long version, IdentityStatus status) {
    return new IdentityEvent.Updated(
        SampleMember.identity(
            ID, "acme", version, status, Optional.empty(), Instant.EPOCH, Instant.EPOCH));
  }

  private static AccountEvent account(long version, AccountStatus status, Role role) {
    return new AccountEvent.Updated(
        SampleMember.account(ID, "acme", version, status, "jane-acme", role, Instant.EPOCH));
  }

  private static void apply(SubjectView view, Event event) {
    switch (event) {
      case IdentityEvent e -> assertThat(view.apply(e)).isTrue();
      case AccountEvent e -> assertThat(view.apply(e)).isTrue();
      default -> throw new AssertionError(event);
    }
  }

  /** Behind a bulk load, the topic may bring who came long before it brings who left. */
  @Test
  void whoLeftBeforeTheTopicBroughtThemHasNoAccessWhenItDoes() {
    SubjectView view = new SubjectView();
    assertThat(view.revoke(identity(2, IdentityStatus.INACTIVE))).isFalse();
    assertThat(view.subject(ID)).isEmpty();
    apply(view, account(1, AccountStatus.ACTIVE, Role.READ));
    apply(view, identity(1, IdentityStatus.ACTIVE));
    assertThat(view.subject(ID).orElseThrow().inactive()).contains(Reason.ACCOUNT_SUSPENDED);
    apply(view, identity(3, IdentityStatus.ACTIVE));
    assertThat(view.subject(ID).orElseThrow().inactive()).isEmpty();
  }

  /** The feed of revocations takes away, and a suspended person stays so until the topic says. */
  @Test
  void whatComesAheadOfItsTopicOnlyTakesAway() {
    SubjectView view = new SubjectView();
    assertThat(view.revoke(identity(1, IdentityStatus.INACTIVE))).isFalse();
    assertThat(view.known(Topics.IDENTITIES)).as("it is no key of the topic").isZero();
    apply(view, identity(1, IdentityStatus.ACTIVE));
    apply(view, account(1, AccountStatus.ACTIVE, Role.READ));
    Instant ended = Instant.EPOCH.plusSeconds(60);
    Identity signedOut =
        SampleMember.identity(
            ID, "acme", 3, IdentityStatus.ACTIVE, Optional.of(ended), Instant.EPOCH, Instant.EPOCH);
    assertThat(view.revoke(new IdentityEvent.Updated(signedOut))).isTrue();
    apply(view, identity(2, IdentityStatus.ACTIVE));
    Subject subject = view.subject(ID).orElseThrow();
    assertThat(subject.identityVersion()).isEqualTo(2);
    assertThat(subject.sessionsNotBefore()).isEqualTo(ended);
    assertThat(subject.inactive()).isEmpty();

    assertThat(view.revoke(identity(4, IdentityStatus.LOCKED))).isTrue();
    assertThat(view.revoke(identity(5, IdentityStatus.ACTIVE))).isFalse();
    assertThat(view.revoke(identity(3_000_000, IdentityStatus.DELETED))).isFalse();
    apply(view, identity(3, IdentityStatus.ACTIVE));
    assertThat(view.subject(ID).orElseThrow().inactive()).contains(Reason.ACCOUNT_SUSPENDED);
    apply(view, identity(5, IdentityStatus.ACTIVE));
    assertThat(view.subject(ID).orElseThrow().inactive()).isEmpty();
  }

  /** A forged record near the largest version would count for ever. */
  @Test
  void whatDoesNotFollowFromWhatIsKnownIsRefused() {
    SubjectView view = new SubjectView();
    apply(view, identity(1, IdentityStatus.ACTIVE));
    apply(view, account(1, AccountStatus.ACTIVE, Role.READ));
    assertThat(view.apply(identity(2_000_000, IdentityStatus.ACTIVE))).isFalse();
    assertThat(view.apply(account(2_000_000, AccountStatus.ACTIVE, Role.ADMIN))).isFalse();
    apply(view, identity(900_000, IdentityStatus.INACTIVE));
    assertThat(view.subject(ID).orElseThrow().role()).isEqualTo(Role.READ);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> identity(Long.MAX_VALUE, IdentityStatus.ACTIVE));
    Identity jane = identity(900_001, IdentityStatus.ACTIVE).identity();
    Identity stolen =
        new Identity(
            ID,
            "globex",
            jane.version(),
            jane.status(),
            jane.userName(),
            jane.externalId(),
            jane.profile(),
            jane.roles(),
            jane.groups(),
            jane.invitedRole(),
            jane.signIn(),
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            jane.sessionsNotBefore(),
            jane.createdAt(),
            jane.changedAt());
    assertThat(view.apply(new IdentityEvent.Updated(stolen))).isFalse();
  }

  @Test
  void knowsTheHandlesOfManagedAccounts() {
    SubjectView view = new SubjectView();
    assertThat(view.isHandle("jane-acme")).isFalse();
    apply(view, account(1, AccountStatus.ACTIVE, Role.READ));
    apply(view, account(2, AccountStatus.DEPROVISIONED, Role.READ));
    assertThat(List.of("jane-acme", "Jane-ACME", "@jane-acme")).allMatch(view::isHandle);
  }

  /** X8: what is open is by the newest settings, whoever was named before. */
  @Test
  void knowsWhatIsOpenToABreakGlassAccount() {
    Instant now = Instant.parse("2026-11-25T12:00:00Z");
    BreakGlass ada = BreakGlass.named("ada").opened(now.plusSeconds(60));
    SubjectView view = new SubjectView();
    view.apply(organization("globex", 2, ada));
    view.apply(organization("acme", 2, ada));
    view.apply(organization("acme", 1, BreakGlass.named("ada")));
    view.apply(organization("initech", 1, BreakGlass.named("ada")));
    assertThat(open(view, "ada", now)).containsExactly("acme", "globex");
    assertThat(open(view, "ada", now.plusSeconds(60))).isEmpty();
    assertThat(open(view, "eve", now)).isEmpty();
    view.organizationUnreadable("globex");
    view.apply(organization("acme", 3, BreakGlass.named("eve").opened(now.plusSeconds(60))));
    assertThat(open(view, "ada", now)).isEmpty();
    assertThat(open(view, "eve", now)).containsExactly("acme");
  }

  private static List<String> open(SubjectView view, String account, Instant now) {
    return view.openTo(account, now).stream().map(Organization::id).toList();
  }

  private static OrganizationEvent organization(String id, long version, BreakGlass breakGlass) {
    return new OrganizationEvent.Updated(
        World.organization(id, "").version(version).breakGlass(Optional.of(breakGlass)));
  }

  @Test
  void anyOrderWithDuplicatesGivesTheSameSubject() {
    List<Event> events = new ArrayList<>();
    for (long version = 1; version <= 6; version++) {
      events.add(identity(version, version == 6 ? IdentityStatus.INACTIVE : IdentityStatus.ACTIVE));
      events.add(account(version, AccountStatus.ACTIVE, Role.READ));
    }
    events.addAll(List.copyOf(events));
    Random random = new Random(SEED);
    for (int round = 0; round < 500; round++) {
      Collections.shuffle(events, random);
      SubjectView view = new SubjectView();
      events.forEach(event -> apply(view, event));
      Subject subject = view.subject(ID).orElseThrow();
      assertThat(subject.identityVersion()).isEqualTo(6);
      assertThat(subject.accountVersion()).isEqualTo(6);
      assertThat(subject.inactive()).contains(Reason.ACCOUNT_SUSPENDED);
    }
  }

  @Test
  void oneSourceAloneIsNotEnoughToBeAllowedButEnoughToBeDenied() {
    SubjectView view = new SubjectView();
    view.apply(identity(1, IdentityStatus.ACTIVE));
    assertThat(view.subject(ID).orElseThrow().inactive()).contains(Reason.UNKNOWN_SUBJECT);
    SubjectView accountOnly = new SubjectView();
    accountOnly.apply(account(1, AccountStatus.ACTIVE, Role.READ));
    assertThat(accountOnly.subject(ID).orElseThrow().inactive()).contains(Reason.UNKNOWN_SUBJECT);
    view.apply(account(1, AccountStatus.ACTIVE, Role.READ));
    assertThat(view.subject(ID).orElseThrow().inactive()).isEmpty();
    view.apply(identity(2, IdentityStatus.INACTIVE));
    assertThat(view.subject(ID).orElseThrow().inactive()).contains(Reason.ACCOUNT_SUSPENDED);
  }

  @Test
  void anUnreadableRecordCountsUntilTheNextReadableOneOfItsTopic() {
    SubjectView view = new SubjectView();
    view.apply(identity(1, IdentityStatus.ACTIVE));
    view.apply(account(1, AccountStatus.ACTIVE, Role.READ));
    view.identityUnreadable(ID);
    assertThat(view.subject(ID).orElseThrow().inactive()).contains(Reason.INDETERMINATE);
    view.apply(identity(1, IdentityStatus.ACTIVE));
    view.apply(account(2, AccountStatus.ACTIVE, Role.READ));
    assertThat(view.subject(ID).orElseThrow().inactive()).contains(Reason.INDETERMINATE);
    view.apply(identity(3, IdentityStatus.ACTIVE));
    assertThat(view.subject(ID).orElseThrow().inactive()).isEmpty();
  }

  @Test
  void aSubjectFirstSeenUnreadableIsKnownOnceItCanBeRead() {
    SubjectView view = new SubjectView();
    view.accountUnreadable(ID);
    assertThat(view.subject(ID).orElseThrow().inactive()).contains(Reason.INDETERMINATE);
    view.apply(identity(1, IdentityStatus.ACTIVE));
    view.apply(account(1, AccountStatus.ACTIVE, Role.READ));
    assertThat(view.subject(ID).orElseThrow().organization()).isEqualTo("acme");
    assertThat(view.subject(ID).orElseThrow().inactive()).isEmpty();
  }

  /** Its role is that of the account, which follows later. */
  @Test
  void aChangeDecidesOnceTheAccountReflectsItOrNothingIsAllowed() {
    Revision second = new Revision(Revision.Kind.IDENTITY, ID, 2);
    SubjectView view = new SubjectView();
    view.apply(identity(2, IdentityStatus.ACTIVE));
    assertThat(followed(view, second)).isTrue();
    view.apply(account(1, AccountStatus.ACTIVE, Role.ADMIN));
    assertThat(followed(view, second)).isFalse();
    assertThat(followed(view, Revision.before(Instant.EPOCH.plusSeconds(1)))).isFalse();
    assertThat(followed(view, new Revision(Revision.Kind.IDENTITY, ID, 1))).isTrue();
    assertThat(followed(view, new Revision(Revision.Kind.RECORD, ID, 2))).isTrue();
    assertThat(followed(view, new Revision(Revision.Kind.IDENTITY, "mgd_2", 9))).isTrue();
    view.accountUnreadable(ID);
    assertThat(followed(view, second)).isTrue();
    view.apply(account(2, AccountStatus.ACTIVE, Role.READ));
    assertThat(followed(view, second)).isTrue();
    view.apply(identity(3, IdentityStatus.INACTIVE));
    assertThat(followed(view, new Revision(Revision.Kind.IDENTITY, ID, 3))).isTrue();
    view.apply(identity(4, IdentityStatus.ACTIVE));
    assertThat(followed(view, new Revision(Revision.Kind.IDENTITY, ID, 3))).isFalse();
  }

  private static boolean followed(SubjectView view, Revision revision) {
    return view.subject(ID).orElseThrow().hasFollowed(revision);
  }

  @Test
  void knowsWhetherItHasReachedARevision() {
    SubjectView view = new SubjectView();
    view.apply(identity(2, IdentityStatus.ACTIVE));
    assertThat(view.hasReached(new Revision(Revision.Kind.IDENTITY, ID, 2))).isTrue();
    assertThat(view.hasReached(new Revision(Revision.Kind.IDENTITY, ID, 3))).isFalse();
    assertThat(view.hasReached(new Revision(Revision.Kind.ACCOUNT, ID, 1))).isFalse();
    assertThat(view.hasReached(new Revision(Revision.Kind.ORGANIZATION, "acme", 1))).isFalse();
  }
}
