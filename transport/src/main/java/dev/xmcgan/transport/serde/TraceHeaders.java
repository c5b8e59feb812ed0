package dev.xmcgan.transport.serde;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Carries the trace that a record belongs to in its headers {@code traceparent} and {@code
 * tracestate}, as W3C Trace Context has them. A header that is none of these is ignored: whoever
 * reads it begins a trace of its own.
 */
public final class TraceHeaders {
  /** Header with version, trace, span and flags. */
  public static final String TRACE_PARENT = "traceparent";

  /** A {@code tracestate} has at most 512 characters. */
  private static final int LONGEST = 512;

  private static final TextMapSetter<Headers> SETTER =
      (headers, name, value) -> {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.US_ASCII));
      };

  private static final TextMapGetter<Headers> GETTER = new HeaderGetter();

  private TraceHeaders() {}

  /** Writes the span of a context, if it has one, in the place of what the headers had. */
  public static void write(Context context, Headers headers) {
    W3CTraceContextPropagator.getInstance().inject(context, headers, SETTER);
  }

  /** A context with the span that the headers name, or without one. */
  public static Context read(Headers headers) {
    return W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, GETTER);
  }

  private static final class HeaderGetter implements TextMapGetter<Headers> {
    @Override
    public Iterable<String> keys(Headers headers) {
      return List.of();
    }

    @Override
    public String get(Headers headers, String name) {
      Header header = headers.lastHeader(name);
      return header == null || header.value() == null || header.value().length > LONGEST
          ? null
          : new String(header.value(), StandardCharsets.US_ASCII);
    }
  }
}
