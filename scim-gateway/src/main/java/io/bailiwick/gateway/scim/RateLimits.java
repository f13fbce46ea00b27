package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.bailiwick.gateway.GatewaySettings;
import io.bailiwick.gateway.scim.schema.ScimError;
import io.bailiwick.gateway.scim.schema.ScimException;
import io.github.bucket4j.Bucket;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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

  /** Whether one more request that takes access away, and does nothing else, may come. */
  boolean admitsDeactivation(String organization, int operations) {
    Bucket lane = lanes(organization).deactivations();
    boolean admitted = lane.tryConsume(1);
    if (admitted) {
      charge(lane, operations);
    }
    return admitted;
  }

  /** Counts the operations of a bulk request that was admitted. */
  void charge(String organization, int operations) {
    charge(lanes(organization).all(), operations);
  }

  /** What a request does beyond its first operation, those that follow wait for. */
  private static void charge(Bucket lane, int operations) {
    if (operations > 1) {
      lane.consumeIgnoringRateLimits(operations - 1L);
    }
  }

  /** The refusal of what is too much: 429, in {@link ScimErrors} with a Retry-After. */
  static ScimException tooMuch() {
    return new ScimException(
        new ScimError(
            429,
            Optional.empty(),
            "More requests than this organization may send in a second; try again."));
  }

  /** Whether a PUT or PATCH takes access away: it sets {@code active} to false. */
  static boolean deactivates(JsonNode body) {
    if (body instanceof ObjectNode object) {
      boolean about = isActive(object.path("path").asText());
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        boolean isValue = member.getKey().toLowerCase(Locale.ROOT).equals("value");
        if ((isActive(member.getKey()) || (about && isValue)) && isFalse(member.getValue())) {
          return true;
        }
      }
    }
    for (JsonNode child : body) {
      if (child.isContainerNode() && deactivates(child)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isActive(String name) {
    String folded = name.toLowerCase(Locale.ROOT);
    return folded.equals("active") || folded.endsWith(":user:active");
  }

  private static boolean isFalse(JsonNode value) {
    return value.asText().toLowerCase(Locale.ROOT).equals("false");
  }

  private record Lanes(Bucket all, Bucket deactivations) {}
}
