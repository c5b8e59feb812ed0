package dev.xmcgan.transport.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceHeadersTest {
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final Headers headers = new RecordHeaders();

  @Test
  void spanOfAHeaderIsRead() {
    // given
    add(TraceHeaders.TRACE_PARENT, PARENT);
    add("tracestate", "vendor=x");

    // when
    SpanContext span = Span.fromContext(TraceHeaders.read(headers)).getSpanContext();

    // then
    assertThat(span.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(span.getSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(span.isSampled()).isTrue();
    assertThat(span.getTraceState().get("vendor")).isEqualTo("x");
  }

  @Test
  void whatIsWrittenStandsThereOnce() {
    // given
    add(TraceHeaders.TRACE_PARENT, "00-" + "1".repeat(32) + "-" + "2".repeat(16) + "-00");
    Headers source = new RecordHeaders();
    source.add(TraceHeaders.TRACE_PARENT, PARENT.getBytes(StandardCharsets.US_ASCII));

    // when
    TraceHeaders.write(TraceHeaders.read(source), headers);

    // then
    assertThat(headers.headers(TraceHeaders.TRACE_PARENT))
        .singleElement()
        .satisfies(
            header ->
                assertThat(new String(header.value(), StandardCharsets.US_ASCII))
                    .isEqualTo(PARENT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "00-zz-zz-01", "ff-4bf92f3577b34da6a3ce929d0e0e4736-0-1"})
  void nonsenseIsNoSpan(String value) {
    // given
    add(TraceHeaders.TRACE_PARENT, value);

    // then
    assertThat(Span.fromContext(TraceHeaders.read(headers)).getSpanContext().isValid()).isFalse();
  }

  @Test
  void hostileHeaderIsNotLookedInto() {
    // given
    headers.add(TraceHeaders.TRACE_PARENT, null);
    assertThat(Span.fromContext(TraceHeaders.read(headers)).getSpanContext().isValid()).isFalse();

    // when
    add(TraceHeaders.TRACE_PARENT, PARENT + "0".repeat(1_000_000));

    // then
    assertThat(Span.fromContext(TraceHeaders.read(headers)).getSpanContext().isValid()).isFalse();
  }

  @Test
  void withoutASpanNothingIsWritten() {
    // when
    TraceHeaders.write(Context.root(), headers);

    // then
    assertThat(headers).isEmpty();
  }

  private void add(String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.US_ASCII));
  }
}
