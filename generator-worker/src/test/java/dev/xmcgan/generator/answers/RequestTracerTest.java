package dev.xmcgan.generator.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.TraceHeaders;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A request's trace goes on in the worker and comes back with its answer. */
class RequestTracerTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALL = "00f067aa0ba902b7";

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir Path directory;

  private final InMemorySpanExporter exported = InMemorySpanExporter.create();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exported)).build();
  private final RequestTracer tracer = new RequestTracer(provider.get("test"));
  private KafkaSettings kafka;
  private Traffic traffic;

  @BeforeEach
  void ownTopics() {
    kafka = KAFKA.provision("tracing-" + UUID.randomUUID().toString().substring(0, 8) + "-");
    traffic = new Traffic(kafka);
    traffic.release("c-1");
  }

  @AfterEach
  void close() {
    traffic.close();
    provider.close();
  }

  @Test
  void stepsOfARequestAreSpansOfItsTraceAndTheAnswerNamesThem() throws Exception {
    // given
    try (TestWorker worker = traced()) {
      // when
      request("traced", "a cat");
      traffic.awaitAnswers(1);
      await().until(() -> exported.getFinishedSpanItems().size() == 6);

      // then
      SpanData request = span(RequestTracer.REQUEST);
      assertThat(request.getTraceId()).isEqualTo(TRACE);
      assertThat(request.getParentSpanId()).isEqualTo(CALL);
      assertThat(exported.getFinishedSpanItems())
          .filteredOn(each -> each != request)
          .allSatisfy(step -> assertThat(step.getParentSpanId()).isEqualTo(request.getSpanId()))
          .extracting(SpanData::getName)
          .containsExactly(
              RequestTracer.WAIT,
              RequestTracer.ENCODE_TEXT,
              RequestTracer.DRAW,
              RequestTracer.ENCODE_IMAGE,
              RequestTracer.COMMIT);
      assertThat(span(RequestTracer.WAIT).getStartEpochNanos())
          .isEqualTo(request.getStartEpochNanos());
      assertThat(span(RequestTracer.ENCODE_IMAGE).getEndEpochNanos())
          .isEqualTo(request.getEndEpochNanos());
      ConsumerRecord<String, ImageResult> answer =
          traffic.records().readAll(Topic.IMAGE_RESULTS, ImageResult.class).get(0);
      assertThat(parent(answer)).isEqualTo(TRACE + "/" + request.getSpanId());
    }
  }

  @Test
  void failedRequestIsAFailedSpan() throws Exception {
    // given
    try (TestWorker worker = traced()) {
      // when
      request("bomb", FakeDrawer.THROWS);
      traffic.awaitAnswers(1);
      await().until(() -> exported.getFinishedSpanItems().size() == 2);

      // then
      SpanData request = span(RequestTracer.REQUEST);
      assertThat(request.getTraceId()).isEqualTo(TRACE);
      assertThat(request.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(request.getStatus().getDescription()).isEqualTo("INTERNAL");
      assertThat(span(RequestTracer.COMMIT).getParentSpanId()).isEqualTo(request.getSpanId());
    }
  }

  @Test
  void whereNobodyTracesTheAnswerHasNoTrace() throws Exception {
    // given
    try (TestWorker worker =
        TestWorker.start("w-1", kafka, new FakeLoader(), directory.resolve("w-1"))) {
      // when
      request("untraced", "a cat");
      traffic.awaitAnswers(1);

      // then
      assertThat(traffic.records().readAll(Topic.IMAGE_RESULTS, ImageResult.class).get(0).headers())
          .isEmpty();
    }
  }

  private TestWorker traced() {
    return TestWorker.start("w-1", kafka, new FakeLoader(), directory.resolve("w-1"), tracer);
  }

  private void request(String id, String caption) throws Exception {
    CaptionRequest request =
        CaptionRequest.newBuilder().setRequestId(id).setCaption(caption).build();
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            kafka.topic(Topic.CAPTION_REQUESTS),
            id,
            new AvroSerdes(kafka).encode(Topic.CAPTION_REQUESTS, request));
    String parent = "00-%s-%s-01".formatted(TRACE, CALL);
    record.headers().add(TraceHeaders.TRACE_PARENT, parent.getBytes(StandardCharsets.US_ASCII));
    try (KafkaProducer<String, byte[]> producer = KafkaClients.producer(kafka.producer("caller"))) {
      producer.send(record).get(60, TimeUnit.SECONDS);
    }
  }

  private SpanData span(String name) {
    List<SpanData> found =
        exported.getFinishedSpanItems().stream()
            .filter(each -> each.getName().equals(name))
            .toList();
    assertThat(found).as(name).hasSize(1);
    return found.get(0);
  }

  private static String parent(ConsumerRecord<?, ?> record) {
    var span = Span.fromContext(TraceHeaders.read(record.headers())).getSpanContext();
    return span.getTraceId() + "/" + span.getSpanId();
  }
}
