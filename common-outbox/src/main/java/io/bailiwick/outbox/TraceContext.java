package io.bailiwick.outbox;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The W3C trace context of the current request. */
public final class TraceContext {
  private static final Pattern FORM = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private TraceContext() {}

  /**
   * Returns the value of {@code traceparent} for the effects of a request: our own span if there is
   * one, else the caller's. Only a build with {@code -Dtelemetry} makes spans.
   *
   * @param received the request's header {@code traceparent}
   */
  public static Optional<String> of(@Nullable String received) {
    return current().or(() -> Optional.ofNullable(received).filter(FORM.asMatchPredicate()));
  }

  private static Optional<String> current() {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid()
        ? Optional.of(
            "00-%s-%s-%s"
                .formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex()))
        : Optional.empty();
  }
}
