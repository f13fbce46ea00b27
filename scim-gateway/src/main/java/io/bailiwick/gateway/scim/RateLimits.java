package io.bailiwick.gateway.scim;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.bailiwick.gateway.scim.message.RefusedRequest;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.github.bucket4j.Bucket;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Limits the requests of an organization per second. Each replica admits its share, because a load
 * balancer spreads the requests. Requests that take access away have their own lane, so that a
 * synchronization that floods the service does not delay a deactivation.
 */
@ApplicationScoped
class RateLimits {
  /** The burst, in seconds' worth of requests. */
  private static final int BURST_SECONDS = 4;

  /**
   * The lowest rate, which identity providers require of a service that they push to. A replica
   * never admits less: a provider may send all its requests over one connection.
   */
  private static final int LEAST_RATE = 25;

  private static final int DEACTIVATIONS_PER_SECOND = 50;
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final Cache<String, Lanes> lanes =
      Caffeine.newBuilder().expireAfterAccess(IDLE).maximumSize(100_000).build();
  private final GatewaySettings settings;
  private final IntSupplier replicas;

  @Inject
  RateLimits(GatewaySettings settings, ScimReplicas replicas) {
    this(settings, replicas::count);
  }

  RateLimits(GatewaySettings settings, IntSupplier replicas) {
    this.settings = settings;
    this.replicas = replicas;
  }

  void onStart(@Observes StartupEvent event) {
    if (settings.scimRate() < LEAST_RATE) {
      throw new ConfigurationException(
          "bailiwick.gateway.scim-rate must be %d or more.".formatted(LEAST_RATE));
    }
  }

  private Lanes lanes(String organization) {
    int sharers = replicas.getAsInt();
    return lanes
        .asMap()
        .compute(
            organization,
            (id, known) ->
                known != null && known.sharers() == sharers
                    ? known
                    : new Lanes(
                        sharers,
                        bucket(settings.scimRate() / sharers),
                        bucket(DEACTIVATIONS_PER_SECOND / sharers)));
  }

  private static Bucket bucket(int share) {
    int perSecond = Math.max(LEAST_RATE, share);
    return Bucket.builder()
        .addLimit(
            limit ->
                limit
                    .capacity((long) perSecond * BURST_SECONDS)
                    .refillGreedy(perSecond, Duration.ofSeconds(1)))
        .build();
  }

  /** Tells whether one more request of any kind may come. */
  boolean admits(String organization) {
    return lanes(organization).all().tryConsume(1);
  }

  /**
   * Tells whether the separate lane has room for a request that only takes access away. A request
   * that needs more than the free room is admitted too, and the following ones wait for it.
   * Otherwise a large request would never be admitted.
   */
  boolean admitsDeactivations(String organization, int count) {
    Bucket lane = lanes(organization).deactivations();
    if (count == 0 || !lane.tryConsume(1)) {
      return false;
    }
    chargeRest(lane, count);
    return true;
  }

  /** Counts the operations of an admitted bulk request; the following requests wait for them. */
  void charge(String organization, int operations) {
    chargeRest(lanes(organization).all(), operations);
  }

  /** Counts all operations of a request but the first. */
  private static void chargeRest(Bucket lane, int operations) {
    if (operations > 1) {
      lane.consumeIgnoringRateLimits(operations - 1L);
    }
  }

  /**
   * Returns the refusal of too many requests: 429, to which {@link ScimErrors} adds a Retry-After.
   */
  static RefusedRequest tooMuch() {
    return new RefusedRequest(
        429,
        "This organization has sent more requests than it may send in a second; try again later.");
  }

  /**
   * The buckets of an organization.
   *
   * @param sharers the number of replicas when they were made
   */
  private record Lanes(int sharers, Bucket all, Bucket deactivations) {}
}
