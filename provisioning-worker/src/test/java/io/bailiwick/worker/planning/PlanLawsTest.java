package io.bailiwick.worker.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.model.Account;
import io.bailiwick.model.Assigned;
import io.bailiwick.model.Deletion;
import io.bailiwick.model.Departure;
import io.bailiwick.model.Grant;
import io.bailiwick.model.GrantReason;
import io.bailiwick.model.GrantSource;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LeaverSettings;
import io.bailiwick.model.Organization;
import io.bailiwick.model.ResourceGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * Laws of the planner over random settings and people, and its comparison with {@link NaivePlan}. A
 * failure says by which {@code -Dbailiwick.test.seed} its cases come again.
 */
class PlanLawsTest {
  static final int CASES = Integer.getInteger("bailiwick.test.cases", 5_000);
  private static final long SEED = Long.getLong("bailiwick.test.seed", new Random().nextInt());
  static final String ID = "mgd_1";

  static void each(BiConsumer<PlanWorld, Integer> check) {
    for (int number = 0; number < CASES; number++) {
      try {
        check.accept(new PlanWorld(new Random(SEED + number)), number);
      } catch (AssertionError e) {
        throw new AssertionError("seed %d, case %d: %s".formatted(SEED, number, e.getMessage()), e);
      }
    }
  }

  static Account plan(
      Optional<Account> before, Identity identity, Organization settings, Optional<String> handle) {
    return AccountPlan.plan(before, identity, settings, handle, PlanWorld.NOW).account();
  }

  static Optional<Account> replan(Account before, Identity identity, Organization settings) {
    return AccountPlan.replan(before, identity, settings, Optional.empty(), PlanWorld.NOW)
        .map(AccountEvent::account);
  }

  /** An account in any state that other settings and an older version of the person can leave. */
  private static Account any(PlanWorld world) {
    Account account =
        plan(
            Optional.empty(),
            world.identity(ID, 1),
            world.organization(),
            world.maybe(() -> "jdoe-acme"));
    return replan(account, world.identity(ID, 2), world.organization()).orElse(account);
  }

  @Test
  void theAccountIsWhatTheRulesSay() {
    each(
        (world, number) -> {
          Organization settings = world.organization();
          Identity identity = world.identity(ID, 3);
          Optional<String> handle = world.maybe(() -> "jdoe-acme");
          Account account = plan(Optional.empty(), identity, settings, handle);
          assertThat(NaivePlan.said(account))
              .isEqualTo(NaivePlan.of(identity, settings, handle.isPresent()));
          account
              .grants()
              .forEach(
                  grant ->
                      assertThat(grant.role())
                          .isEqualTo(
                              grant.sources().stream()
                                  .map(GrantReason::role)
                                  .max(Comparator.naturalOrder())
                                  .orElseThrow()));
        });
  }

  @Test
  void planningTwiceChangesNothing() {
    each(
        (world, number) -> {
          Organization settings = world.organization();
          Identity identity = world.identity(ID, 3);
          Account planned =
              plan(Optional.empty(), identity, settings, world.maybe(() -> "jdoe-acme"));
          assertThat(replan(planned, identity, settings)).isEmpty();
        });
  }

  @Test
  void anyStateConvergesInOneStep() {
    int[] changed = {0};
    each(
        (world, number) -> {
          Account before = any(world);
          Organization settings = world.organization();
          Identity identity = world.identity(ID, 3);
          Optional<Account> after = replan(before, identity, settings);
          changed[0] += after.isPresent() ? 1 : 0;
          Account planned = after.orElse(before);
          assertThat(NaivePlan.said(planned))
              .isEqualTo(NaivePlan.of(identity, settings, before.handle().isPresent()));
          assertThat(planned.handle()).isEqualTo(before.handle());
          assertThat(replan(planned, identity, settings)).isEmpty();
          assertThat(Difference.between(before, planned, "").isEmpty()).isEqualTo(after.isEmpty());
        });
    assertThat(changed[0]).as("cases that change something").isGreaterThan(CASES / 2);
  }

  /** The end of a source removes what it alone gave (G2). */
  @Test
  void onlyGrantsOfASourceThatEndedAreRemoved() {
    int[] removed = {0};
    each(
        (world, number) -> {
          Organization settings = world.organization();
          Identity identity = world.identity(ID, 3);
          GrantSource ended = world.pick(List.of(GrantSource.values()));
          Account before = plan(Optional.empty(), identity, settings, Optional.of("jdoe-acme"));
          Account after =
              replan(
                      before,
                      ended == GrantSource.MANUAL ? withoutAssignments(identity) : identity,
                      without(ended, settings))
                  .orElse(before);
          Set<String> remaining = reasons(before);
          removed[0] += remaining.removeIf(one -> one.contains(ended.name())) ? 1 : 0;
          assertThat(reasons(after)).isEqualTo(remaining);
        });
    assertThat(removed[0]).as("cases that remove something").isGreaterThan(CASES / 20);
  }

  private static Set<String> reasons(Account account) {
    Set<String> reasons = new HashSet<>();
    for (Grant grant : account.grants()) {
      grant.sources().forEach(one -> reasons.add(grant.resourceGroup() + " " + one));
    }
    return reasons;
  }

  private static Organization without(GrantSource ended, Organization settings) {
    List<ResourceGroup> groups = new ArrayList<>();
    for (ResourceGroup group : settings.resourceGroups()) {
      groups.add(
          switch (ended) {
            case SCIM_GROUP -> group.links(List.of());
            case AUTO_JOIN ->
                new ResourceGroup(
                    group.name(), ResourceGroup.AutoJoin.NONE, Optional.empty(), group.links());
            case LOGIN, MANUAL -> group;
          });
    }
    return Variants.with(
        settings,
        settings.defaultRole(),
        settings.handles(),
        ended == GrantSource.LOGIN
            ? Variants.withoutResourceGroups(settings.signIn())
            : settings.signIn(),
        settings.roles(),
        settings.leavers(),
        groups);
  }

  private static Identity withoutAssignments(Identity identity) {
    return Variants.with(
        identity,
        identity.version(),
        identity.status(),
        identity.assigned().map(given -> new Assigned(given.role(), new TreeMap<>())),
        identity.deletion());
  }

  /** Policy and grace period are those of the deletion; a release sets the time (D3, D6). */
  @Test
  void aDepartureIsFixedAtTheDeletion() {
    each(
        (world, number) -> {
          Organization then = world.organization();
          Identity person = deleted(world.identity(ID, 3), 4, Optional.of(deletion(4, true)));
          Account held = plan(Optional.of(any(world)), person, then, Optional.empty());
          Departure departure = held.departure().orElseThrow();
          assertThat(departure.content()).isEqualTo(then.leavers().content());
          assertThat(departure.gracePeriod()).isEqualTo(then.leavers().gracePeriod());
          assertThat(departure.contentDueAt()).as("due while held").isEmpty();

          Organization later = world.organization();
          Account still = replan(held, person, later).orElse(held);
          assertThat(still.departure()).contains(departure);

          Identity free = deleted(person, 9, Optional.of(deletion(4, false)));
          Account released = plan(Optional.of(still), free, later, Optional.empty());
          Optional<Instant> due =
              departure.content() == LeaverSettings.ContentPolicy.RETAIN
                  ? Optional.empty()
                  : Optional.of(PlanWorld.at(9).plus(departure.gracePeriod()));
          assertThat(released.departure().orElseThrow().contentDueAt()).isEqualTo(due);
          assertThat(replan(released, free, world.organization()).flatMap(Account::departure))
              .isIn(Optional.empty(), released.departure());

          Identity back =
              Variants.with(free, 10, IdentityStatus.ACTIVE, free.assigned(), Optional.empty());
          assertThat(plan(Optional.of(released), back, later, Optional.empty()).departure())
              .as("after the restore")
              .isEmpty();
        });
  }

  private static Deletion deletion(long minute, boolean held) {
    return new Deletion(PlanWorld.at(minute), held);
  }

  private static Identity deleted(Identity person, long version, Optional<Deletion> deletion) {
    return Variants.with(person, version, IdentityStatus.DELETED, person.assigned(), deletion);
  }
}
