package io.bailiwick.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** Formats a line of a service's JSON log for people: time, level, logger, message. */
final class LogLine {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TO_MILLISECONDS = "2026-11-27T09:30:00.123".length();

  private LogLine() {}

  /** Returns the readable form of a line; a line that is no JSON log entry stays as it is. */
  static String readable(String line) {
    return entry(line)
        .map(
            entry ->
                "%s %-5s %s: %s%s"
                    .formatted(
                        time(entry.path("timestamp").asText()),
                        entry.path("level").asText(),
                        simpleName(entry.path("loggerName").asText()),
                        entry.path("message").asText().lines().findFirst().orElse(""),
                        exception(entry.path("exception"))))
        .orElse(line);
  }

  private static Optional<JsonNode> entry(String line) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(line)).filter(entry -> entry.path("message").isTextual());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String time(String timestamp) {
    return timestamp.substring(0, Math.min(timestamp.length(), TO_MILLISECONDS)).replace('T', ' ');
  }

  private static String simpleName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  private static String exception(JsonNode exception) {
    return exception.isMissingNode()
        ? ""
        : " (%s: %s)"
            .formatted(
                simpleName(exception.path("exceptionType").asText()),
                exception.path("message").asText().lines().findFirst().orElse(""));
  }
}
