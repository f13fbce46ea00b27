package io.bailiwick.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;

/** Which trace the events of a request belong to. */
class TraceContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00-" + TRACE + "-b7ad6b7169203331-01";

  @Test
  void withoutASpanItIsTheCallers() {
    assertThat(TraceContext.of(CALLER)).contains(CALLER);
    assertThat(TraceContext.of("00-" + TRACE)).isEmpty();
    assertThat(TraceContext.of(null)).isEmpty();
  }

  @Test
  void aSpanOfOurOwnStandsBetween() {
    Span span =
        Span.wrap(
            SpanContext.create(
                TRACE, "00f067aa0ba902b7", TraceFlags.getSampled(), TraceState.getDefault()));
    try (Scope _ = span.makeCurrent()) {
      assertThat(TraceContext.of(CALLER)).contains("00-" + TRACE + "-00f067aa0ba902b7-01");
    }
  }
}
