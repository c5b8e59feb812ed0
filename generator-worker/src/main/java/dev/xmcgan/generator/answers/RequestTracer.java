package dev.xmcgan.generator.answers;

import dev.xmcgan.generator.drawing.DrawnBatch;
import dev.xmcgan.generator.queue.AnswerBatch;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.transport.serde.TraceHeaders;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Tells a tracer, after the fact, where the time of a request went, and the records that answer it
 * to which span they belong.
 *
 * <p>One span {@value #REQUEST} for each share of a request that a micro-batch drew, from the
 * request's record to the share's last file, as a child of the span that the record's headers name.
 * Within it {@value #WAIT}, {@value #ENCODE_TEXT}, {@value #DRAW} and {@value #ENCODE_IMAGE}, which
 * take as long as those of the whole micro-batch, and {@value #COMMIT}, which outlasts it. A
 * request that fails has the first alone, with its code as the reason.
 */
public final class RequestTracer {
  static final String REQUEST = "caption-requests process";
  static final String WAIT = "wait";
  static final String ENCODE_TEXT = "encode-text";
  static final String DRAW = "draw";
  static final String ENCODE_IMAGE = "encode-image";
  static final String COMMIT = "commit";

  private static final String REQUEST_ID = "xmcgan.request.id";
  private static final String CHECKPOINT = "xmcgan.checkpoint.id";
  private static final String BATCH_IMAGES = "xmcgan.batch.images";

  private final Tracer tracer;

  public RequestTracer(Tracer tracer) {
    this.tracer = tracer;
  }

  /** A share of a request was drawn and encoded. */
  public void drawn(
      HeldRequest held, DrawnBatch drawn, List<ProducerRecord<String, byte[]>> records) {
    DrawnBatch.Steps steps = drawn.steps();
    Instant drawing = drawn.drawnAt().minus(steps.drawing());
    Instant reading = drawing.minus(steps.text());
    Instant encoded = drawn.drawnAt().plus(steps.encoding());
    Span span =
        begin(held)
            .setAttribute(CHECKPOINT, drawn.batch().generator())
            .setAttribute(BATCH_IMAGES, drawn.batch().images());
    Context within = Context.root().with(span);
    step(WAIT, within, held.sentAt(), reading);
    step(ENCODE_TEXT, within, reading, drawing);
    step(DRAW, within, drawing, drawn.drawnAt());
    step(ENCODE_IMAGE, within, drawn.drawnAt(), encoded);
    span.end(encoded);
    records.forEach(record -> TraceHeaders.write(within, record.headers()));
  }

  /** A request ends without its images. */
  public void failed(
      HeldRequest held,
      RequestFailure failure,
      Instant now,
      ProducerRecord<String, byte[]> record) {
    Span span = begin(held).setStatus(StatusCode.ERROR, failure.code().name());
    span.end(now);
    TraceHeaders.write(Context.root().with(span), record.headers());
  }

  /** The transaction of these answers went through. */
  public void committed(AnswerBatch batch, Instant begun, Duration took) {
    batch.answers().stream()
        .flatMap(answer -> answer.records().stream().limit(1))
        .map(record -> TraceHeaders.read(record.headers()))
        .filter(context -> Span.fromContext(context).getSpanContext().isValid())
        .forEach(context -> step(COMMIT, context, begun, begun.plus(took)));
  }

  private Span begin(HeldRequest held) {
    return tracer
        .spanBuilder(REQUEST)
        .setParent(TraceHeaders.read(held.headers()))
        .setSpanKind(SpanKind.CONSUMER)
        .setStartTimestamp(held.sentAt())
        .setAttribute(REQUEST_ID, held.request().requestId())
        .startSpan();
  }

  private void step(String name, Context within, Instant begin, Instant end) {
    tracer.spanBuilder(name).setParent(within).setStartTimestamp(begin).startSpan().end(end);
  }
}
