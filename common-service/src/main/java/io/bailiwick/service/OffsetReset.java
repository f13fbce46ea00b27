package io.bailiwick.service;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * Where the incoming channels begin when they have no committed offset, or one that the broker has
 * no more: at the earliest record. A consumer that begins at the end never hears what was told
 * while it was away.
 */
final class OffsetReset {
  private static final Pattern CHANNEL =
      Pattern.compile("(mp\\.messaging\\.incoming\\..+)\\.connector");
  private static final String KAFKA = "smallrye-kafka";
  private static final String EARLIEST = "earliest";

  private OffsetReset() {}

  /**
   * Refuses a channel that may begin elsewhere. What it says itself counts; a channel that says
   * nothing is refused too, because Kafka begins at the end by default.
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
