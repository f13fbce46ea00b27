package io.bailiwick.worker.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.Account;
import io.bailiwick.model.Organization;
import io.bailiwick.worker.planning.AccountPlan;
import io.bailiwick.worker.planning.PlanWorld;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Laws of the events that take effect: applying twice equals once, and an older version never wins,
 * whatever order, duplicates and batches a topic delivers (rule D5).
 */
class NewsLawsTest {
  private static final int CASES = Integer.getInteger("bailiwick.test.cases", 2_000);
  private static final long SEED = Long.getLong("bailiwick.test.seed", new Random().nextInt());
  private static final List<String> IDS = List.of("mgd_1", "mgd_2", "mgd_3");

  @Test
  void theNewestVersionWinsInAnyOrder() {
    for (int number = 0; number < CASES; number++) {
      Random random = new Random(SEED + number);
      PlanWorld world = new PlanWorld(random);
      Organization settings = world.organization();
      List<ReceivedIdentity> topic = new ArrayList<>();
      Map<String, ReceivedIdentity> newest = new HashMap<>();
      for (String id : IDS) {
        for (long version = 1; version <= 1 + random.nextInt(6); version++) {
          IdentityEvent event = new IdentityEvent.Updated(world.identity(id, version));
          ReceivedIdentity one =
              new ReceivedIdentity(event, new WireEvent(id, Map.of(), new byte[0]));
          topic.add(one);
          newest.merge(
              id,
              one,
              (some, other) ->
                  some.identity().version() > other.identity().version() ? some : other);
        }
      }
      List<ReceivedIdentity> delivered = new ArrayList<>(topic);
      delivered.addAll(topic);
      Collections.shuffle(delivered, random);
      Map<String, Account> accounts = new HashMap<>();
      int from = 0;
      while (from < delivered.size()) {
        int to = Math.min(delivered.size(), from + 1 + random.nextInt(4));
        apply(accounts, delivered.subList(from, to), settings);
        from = to;
      }
      Map<String, Account> once = Map.copyOf(accounts);
      newest.forEach(
          (id, one) ->
              assertThat(
                      AccountPlan.replan(
                          Objects.requireNonNull(once.get(id)),
                          one.identity(),
                          settings,
                          Optional.empty(),
                          PlanWorld.NOW))
                  .as("seed %d: %s", SEED, id)
                  .isEmpty());
      apply(accounts, topic, settings);
      assertThat(accounts).as("seed %d", SEED).isEqualTo(once);
    }
  }

  private static void apply(
      Map<String, Account> accounts, List<ReceivedIdentity> batch, Organization settings) {
    for (ReceivedIdentity one : Provisioner.news(accounts, batch)) {
      String id = one.identity().id();
      Optional<Account> before = Optional.ofNullable(accounts.get(id));
      assertThat(before.map(Account::identityVersion).orElse(0L))
          .isLessThan(one.identity().version());
      accounts.put(
          id,
          AccountPlan.plan(before, one.identity(), settings, Optional.of(id), PlanWorld.NOW)
              .account());
    }
  }
}
