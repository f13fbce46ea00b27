package io.bailiwick.gateway.directory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.bailiwick.gateway.directory.rules.Outcome.QuotaReached;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Limits how much an organization may have, because every enforcer and every replica pays for it.
 *
 * <p>Rows are counted once a minute, and again before a rejection. Between the counts each replica
 * adds what it creates itself. So several replicas together can exceed a limit by what they create
 * in a minute.
 */
@ApplicationScoped
class Quotas {
  private static final Duration COUNTED_AGAIN_AFTER = Duration.ofMinutes(1);

  private final Cache<Kept, AtomicLong> counted =
      Caffeine.newBuilder().expireAfterWrite(COUNTED_AGAIN_AFTER).maximumSize(100_000).build();
  private final Identities identities;
  private final Groups groups;
  private final GatewaySettings settings;

  Quotas(Identities identities, Groups groups, GatewaySettings settings) {
    this.identities = identities;
    this.groups = groups;
    this.settings = settings;
  }

  /**
   * Returns why there is no room for a new identity; called in its transaction, before the write.
   */
  Uni<Optional<QuotaReached>> refusesIdentity(String organization) {
    return refuses(
            new Kept(organization, "identities"),
            settings.identitiesPerOrganization(),
            1,
            () -> identities.count(organization, false))
        .chain(
            refused ->
                refused.isPresent()
                    ? Uni.createFrom().item(refused)
                    : refuses(
                        new Kept(organization, "deleted identities"),
                        settings.deletedIdentitiesPerOrganization(),
                        0,
                        () -> identities.count(organization, true)));
  }

  /** Returns why there is no room for a new group; called in its transaction, before the write. */
  Uni<Optional<QuotaReached>> refusesGroup(String organization) {
    return refuses(
        new Kept(organization, "groups"),
        settings.groupsPerOrganization(),
        1,
        () -> groups.count("organization = ?1", organization));
  }

  private Uni<Optional<QuotaReached>> refuses(
      Kept kept, int most, int more, Supplier<Uni<Long>> count) {
    AtomicLong known = counted.getIfPresent(kept);
    if (known != null && known.getAndAdd(more) < most) {
      return Uni.createFrom().item(Optional.empty());
    }
    return count
        .get()
        .map(
            exact -> {
              counted.put(kept, new AtomicLong(exact + more));
              return exact < most
                  ? Optional.empty()
                  : Optional.of(new QuotaReached(kept.what(), most));
            });
  }

  private record Kept(String organization, String what) {}
}
