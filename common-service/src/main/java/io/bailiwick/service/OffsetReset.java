package io.bailiwick.service;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * Requires that incoming channels begin at the earliest record if they have no committed offset, or
 * one that the broker has deleted. A consumer that begins at the end misses the events of its
 * absence.
 */
final class OffsetReset {
  private static final Pattern CHANNEL =
      Pattern.compile("(mp\\.messaging\\.incoming\\..+)\\.connector");
  private static final String KAFKA = "smallrye-kafka";
  private static final String EARLIEST = "earliest";

  private OffsetReset() {}

  /**
   * Rejects a channel that may begin elsewhere. The channel's own setting decides. A channel
   * without one is rejected too, because Kafka begins at the end by default.
   *
   * @throws ConfigurationException naming the property
   */
  static void requireEarliest(Config config) {
    for (String name : config.getPropertyNames()) {
      Matcher channel = CHANNEL.matcher(name);
      if (channel.matches()
          && config.getOptionalValue(name, String.class).filter(KAFKA::equals).isPresent()) {
        String property = channel.group(1) + ".auto.offset.reset";
        String reset = config.getOptionalValue(property, String.class).orElse("not set");
        if (!reset.equals(EARLIEST)) {
          throw new ConfigurationException(
              "%s is %s; it must be %s, or what is told while the service is away can be lost."
                  .formatted(property, reset, EARLIEST));
        }
      }
    }
  }
}
