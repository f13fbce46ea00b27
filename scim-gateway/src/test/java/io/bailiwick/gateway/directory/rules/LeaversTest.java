package io.bailiwick.gateway.directory.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.gateway.leavers.rules.Leaving;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.model.Assigned;
import io.bailiwick.model.Deletion;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Role;
import io.bailiwick.model.SignInSettings.AttributeOwnership;
import io.bailiwick.model.SuspensionReason;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How people leave, what counts as their departure, and how they come back. */
class LeaversTest {
  private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");

  private static final StoredIdentity JANE =
      new IdentityDraft(StoredIdentity.first("mgd_1", "acme", user("jane"), Optional.empty(), NOW))
          .assigned(Assigned.NOTHING.in("research", Role.WRITE).in("ended", Role.READ))
          .unwritten();

  private static ObjectNode user(String userName) {
    ObjectNode user = JsonNodeFactory.instance.objectNode();
    user.put("userName", userName).put("externalId", "key-" + userName).put("active", true);
    user.putArray("emails").addObject().put("value", userName + "@acme.example");
    return user;
  }

  private static Outcome.Accepted does(StoredIdentity identity, IdentityCommand command) {
    return (Outcome.Accepted)
        IdentityLifecycle.decide(
            Optional.of(identity),
            command,
            AttributeOwnership.SCIM_AUTHORITATIVE,
            identity.changedAt().plusSeconds(1));
  }

  private static Outcome.Accepted active(StoredIdentity identity, boolean active) {
    return does(
        identity,
        new IdentityCommand.Replace(
            ResourceType.USER, identity.resource().deepCopy().put("active", active), Set.of()));
  }

  private static Outcome.Accepted delete(StoredIdentity identity) {
    return does(identity, new IdentityCommand.Delete(Set.of()));
  }

  private static Departed departs(Outcome.Accepted change) {
    return ((Leaving.Departs) Leaving.of(change)).departed();
  }

  private static Restoration.Result back(
      StoredIdentity identity, Departed departed, LiveKeys keys) {
    return Restoration.decide(
        identity,
        departed,
        new Restoration.Places(Set.of("g-1"), Set.of("research")),
        keys,
        NOW.plusSeconds(9));
  }

  @Test
  void eachReasonEndsByItsOwnSource() {
    StoredIdentity locked = does(JANE, new IdentityCommand.Lock()).identity();
    StoredIdentity both = active(locked, false).identity();
    assertThat(both.identity().suspensions())
        .containsExactly(SuspensionReason.DEACTIVATED, SuspensionReason.LOCKED);
    Identity unlocked = does(both, new IdentityCommand.Unlock()).identity().identity();
    assertThat(unlocked.suspensions()).containsExactly(SuspensionReason.DEACTIVATED);
    assertThat(unlocked.status()).isEqualTo(IdentityStatus.INACTIVE);
    Identity reactivated = active(both, true).identity().identity();
    assertThat(reactivated.suspensions()).containsExactly(SuspensionReason.LOCKED);
    assertThat(reactivated.status()).isEqualTo(IdentityStatus.LOCKED);
  }

  @Test
  void aDeletionKeepsItsTime() {
    StoredIdentity tombstone = delete(JANE).identity();
    Instant at = NOW.plusSeconds(1);
    assertThat(tombstone.deletion()).contains(new Deletion(at, false));
    Outcome.Accepted held = tombstone.held(true, NOW.plusSeconds(60));
    assertThat(held.event()).isInstanceOf(IdentityEvent.Updated.class);
    assertThat(held.identity().version()).isEqualTo(3);
    assertThat(held.identity().changedAt()).isEqualTo(NOW.plusSeconds(60));
    assertThat(held.identity().identity().deletion()).contains(new Deletion(at, true));
    assertThat(held.identity().held(false, NOW.plusSeconds(70)).identity().deletion())
        .contains(new Deletion(at, false));
    assertThat(delete(JANE).held().identity().version()).isEqualTo(2);
    assertThat(delete(JANE).held().identity().deletion()).contains(new Deletion(at, true));
  }

  @Test
  void departuresAreTheIdentityProviders() {
    assertThat(departs(active(JANE, false)))
        .isEqualTo(new Departed("mgd_1", Departed.Kind.DEACTIVATED, true, Optional.empty()));
    assertThat(departs(delete(JANE)).wasActive()).isTrue();
    StoredIdentity inactive = active(JANE, false).identity();
    assertThat(departs(delete(inactive)).wasActive()).isFalse();
    assertThat(departs(delete(inactive)).before()).contains(inactive.beforeDeletion());
    assertThat(Leaving.of(active(inactive, true))).isInstanceOf(Leaving.Returns.class);

    Outcome.Accepted lock = does(JANE, new IdentityCommand.Lock());
    assertThat(Leaving.of(lock)).isInstanceOf(Leaving.Neither.class);
    assertThat(Leaving.of(does(lock.identity(), new IdentityCommand.Unlock())))
        .isInstanceOf(Leaving.Neither.class);
    assertThat(departs(active(lock.identity(), false)).wasActive()).isTrue();
    assertThat(Leaving.of(IdentityLifecycle.created(JANE))).isInstanceOf(Leaving.Neither.class);
    assertThat(Leaving.of(delete(JANE).identity().held(true, NOW)))
        .isInstanceOf(Leaving.Neither.class);
  }

  @Test
  void aDeletedPersonComesBackAsBefore() {
    StoredIdentity member = JANE.member("g-1", true, NOW).identity();
    StoredIdentity jane = member.member("g-2", true, NOW).identity();
    Outcome.Accepted gone = delete(does(jane, new IdentityCommand.Lock()).identity());
    var returned = (Restoration.Returned) back(gone.identity(), departs(gone), new LiveKeys());
    StoredIdentity after = returned.change().identity();
    assertThat(after.id()).isEqualTo("mgd_1");
    assertThat(after.version()).isEqualTo(gone.identity().version() + 1);
    assertThat(after.resource()).isEqualTo(JANE.resource());
    assertThat(after.groups()).containsExactly("g-1");
    assertThat(gone.identity().assigned()).isEqualTo(Assigned.NOTHING);
    assertThat(after.assigned()).isEqualTo(Assigned.NOTHING.in("research", Role.WRITE));
    assertThat(after.deletion()).isEmpty();
    assertThat(after.sessionsNotBefore()).isEqualTo(gone.identity().sessionsNotBefore());
    assertThat(after.identity().suspensions()).containsExactly(SuspensionReason.LOCKED);
    assertThat(back(after, departs(gone), new LiveKeys())).isInstanceOf(Restoration.Unneeded.class);
  }

  @Test
  void onlyADepartureOfTheBatchIsUndone() {
    StoredIdentity inactive = active(JANE, false).identity();
    Outcome.Accepted gone = delete(inactive);
    var returned = (Restoration.Returned) back(gone.identity(), departs(gone), new LiveKeys());
    assertThat(returned.change().identity().active()).isFalse();
    Departed both = new Departed("mgd_1", Departed.Kind.DELETED, true, departs(gone).before());
    var active = (Restoration.Returned) back(gone.identity(), both, new LiveKeys());
    assertThat(active.change().identity().active()).isTrue();
    assertThat(active.change().event()).isInstanceOf(IdentityEvent.Reactivated.class);
    var reactivated =
        (Restoration.Returned) back(inactive, departs(active(JANE, false)), new LiveKeys());
    assertThat(reactivated.change().identity().active()).isTrue();
  }

  @Test
  void oneKeyHasOnePerson() {
    Outcome.Accepted gone = delete(JANE);
    LiveKeys keys = new LiveKeys();
    keys.add("mgd_2", "jill", "key-jane", "", "");
    assertThat(back(gone.identity(), departs(gone), keys))
        .isEqualTo(new Restoration.Blocked("externalId", "mgd_2"));
    LiveKeys emails = new LiveKeys();
    emails.add("mgd_3", "jill", "", "", "jane@acme.example");
    assertThat(back(gone.identity(), departs(gone), emails))
        .isEqualTo(new Restoration.Blocked("emails.value", "mgd_3"));
    // The second of two with the same keys stays away.
    LiveKeys none = new LiveKeys();
    assertThat(back(gone.identity(), departs(gone), none)).isInstanceOf(Restoration.Returned.class);
    Outcome.Accepted other =
        delete(StoredIdentity.first("mgd_4", "acme", user("JANE"), Optional.empty(), NOW));
    assertThat(back(other.identity(), departs(other), none))
        .isEqualTo(new Restoration.Blocked("userName", "mgd_1"));
  }
}
