package io.bailiwick.gateway.scim;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.bailiwick.gateway.scim.message.RefusedRequest;
import io.bailiwick.gateway.secrets.GatewaySettings;
import io.github.bucket4j.Bucket;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * How much an organization may send, per second and replica. What takes access away has a lane of
 * its own: a synchronisation that floods the service does not keep a deactivation waiting.
 */
@ApplicationScoped
class RateLimits {
  /** For how many seconds' worth of requests there is room at once. */
  private static final int BURST_SECONDS = 4;

  /** What identity providers ask of a service that they push to. */
  private static final int LEAST_RATE = 25;

  private static final int DEACTIVATIONS_PER_SECOND = 50;
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final Cache<String, Lanes> lanes =
      Caffeine.newBuilder().expireAfterAccess(IDLE).maximumSize(100_000).build();
  private final GatewaySettings settings;

  RateLimits(GatewaySettings settings) {
    this.settings = settings;
  }

  void onStart(@Observes StartupEvent event) {
    if (settings.scimRate() < LEAST_RATE) {
      throw new ConfigurationException(
          "bailiwick.gateway.scim-rate must be %d or more.".formatted(LEAST_RATE));
    }
  }

  private Lanes lanes(String organization) {
    return lanes.get(
        organization,
        id -> new Lanes(bucket(settings.scimRate()), bucket(DEACTIVATIONS_PER_SECOND)));
  }

  private static Bucket bucket(int perSecond) {
    return Bucket.builder()
        .addLimit(
            limit ->
                limit
                    .capacity((long) perSecond * BURST_SECONDS)
                    .refillGreedy(perSecond, Duration.ofSeconds(1)))
        .build();
  }

  /** Whether one more request of any kind may come. */
  boolean admits(String organization) {
    return lanes(organization).all().tryConsume(1);
  }

  /**
   * Whether there is room, beside that, for a request that does nothing but take access away. One
   * that takes more than there is room for is let in too, and those that follow wait for it: else a
   * large one would never come through.
   */
  boolean admitsDeactivations(String organization, int count) {
    Bucket lane = lanes(organization).deactivations();
    if (count == 0 || !lane.tryConsume(1)) {
      return false;
    }
    chargeRest(lane, count);
    return true;
  }

  /** Counts the operations of a bulk request that was admitted: those that follow wait for them. */
  void charge(String organization, int operations) {
    chargeRest(lanes(organization).all(), operations);
  }

  /** Takes for all operations of a request but the first. */
  private static void chargeRest(Bucket lane, int operations) {
    if (operations > 1) {
      lane.consumeIgnoringRateLimits(operations - 1L);
    }
  }

  /** The refusal of what is too much: 429, in {@link ScimErrors} with a Retry-After. */
  static RefusedRequest tooMuch() {
    return new RefusedRequest(
        429,
        "This organization has sent more requests than it may send in a second; try again later.");
  }

  private record Lanes(Bucket all, Bucket deactivations) {}
}
