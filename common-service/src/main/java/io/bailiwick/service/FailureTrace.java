package io.bailiwick.service;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A failure for the log, without its messages: drivers and databases repeat in them what was in a
 * row, and e-mail addresses must not reach a log.
 */
public final class FailureTrace {
  private static final int FRAMES = 6;
  private static final int CAUSES = 5;

  private FailureTrace() {}

  /** The classes of a failure and its causes: enough for one that is expected to happen. */
  public static String brief(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(CAUSES)
        .map(cause -> cause.getClass().getSimpleName())
        .collect(Collectors.joining(" <- "));
  }

  /** The classes of a failure and its causes, each with where it came from. */
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
