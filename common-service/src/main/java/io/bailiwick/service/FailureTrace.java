package io.bailiwick.service;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Describes a failure for the log, without its messages. Drivers and databases repeat values of
 * rows in messages, and e-mail addresses must not reach a log.
 */
public final class FailureTrace {
  private static final int FRAMES = 6;
  private static final int CAUSES = 5;

  private FailureTrace() {}

  /** Returns the classes of a failure and its causes: enough for an expected failure. */
  public static String brief(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(CAUSES)
        .map(cause -> cause.getClass().getSimpleName())
        .collect(Collectors.joining(" <- "));
  }

  /** Returns the classes of a failure and its causes, each with its origin. */
  public static String of(Throwable failure) {
    StringBuilder text = new StringBuilder();
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES; depth++) {
      text.append(depth == 0 ? "" : " <- ").append(cause.getClass().getName());
      text.append(
          Arrays.stream(cause.getStackTrace())
              .limit(FRAMES)
              .map(Object::toString)
              .collect(Collectors.joining(", ", " [", "]")));
      cause = cause.getCause();
    }
    return text.toString();
  }
}
