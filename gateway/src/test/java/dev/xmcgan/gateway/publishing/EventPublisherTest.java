package dev.xmcgan.gateway.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.xmcgan.gateway.app.SharedKafka;
import dev.xmcgan.gateway.config.GatewayConfigs;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.TraceHeaders;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class EventPublisherTest {
  private static final String NOBODY = "127.0.0.1:1";

  @Test
  void whatIsAcknowledgedIsOnTheTopicUnderItsKey() throws Exception {
    // given
    KafkaSettings kafka = SharedKafka.provision("publisher-");

    // when
    try (EventPublisher publisher = publisher(kafka)) {
      publisher.publish(Topic.CAPTION_REQUESTS, "one", request("one")).get(60, TimeUnit.SECONDS);
    }

    // then
    try (Records records = new Records(kafka)) {
      assertThat(records.readAll(Topic.CAPTION_REQUESTS, CaptionRequest.class))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.key()).isEqualTo("one");
                assertThat(record.value().getCaption()).isEqualTo("a red circle");
              });
    }
  }

  @Test
  void requestIsInTheTraceOfTheCallThatItComesOf() throws Exception {
    // given
    KafkaSettings kafka = SharedKafka.provision("publisher-trace-");
    SpanContext call =
        SpanContext.create(
            "4bf92f3577b34da6a3ce929d0e0e4736",
            "00f067aa0ba902b7",
            TraceFlags.getSampled(),
            TraceState.getDefault());

    // when
    try (EventPublisher publisher = publisher(kafka)) {
      CompletableFuture<Void> traced;
      try (Scope within = Span.wrap(call).makeCurrent()) {
        traced = publisher.publish(Topic.CAPTION_REQUESTS, "traced", request("traced"));
      }
      traced.get(60, TimeUnit.SECONDS);
      publisher
          .publish(Topic.CAPTION_REQUESTS, "other", request("other"))
          .get(60, TimeUnit.SECONDS);
    }

    // then
    try (Records records = new Records(kafka)) {
      assertThat(records.readAll(Topic.CAPTION_REQUESTS, CaptionRequest.class))
          .hasSize(2)
          .allSatisfy(
              record -> {
                SpanContext read =
                    Span.fromContext(TraceHeaders.read(record.headers())).getSpanContext();
                assertThat(read.getSpanId())
                    .isEqualTo(
                        record.key().equals("traced") ? call.getSpanId() : SpanId.getInvalid());
              });
    }
  }

  @Test
  void withoutABrokerItFailsInBoundedTime() {
    // given
    KafkaSettings kafka =
        new KafkaSettings(NOBODY, SharedKafka.settings("gone-").registryUrl(), "gone-", Map.of());

    // then
    assertFailsSoon(kafka);
  }

  @Test
  void withoutARegistryItFailsInBoundedTime() {
    // given
    KafkaSettings kafka =
        new KafkaSettings(
            SharedKafka.settings("gone-").bootstrapServers(),
            "http://" + NOBODY,
            "gone-",
            Map.of());

    // then
    assertFailsSoon(kafka);
  }

  @Test
  void whatIsNoRecordOfTheSchemaIsNoOutage() {
    try (EventPublisher publisher = publisher(SharedKafka.provision("publisher-fault-"))) {
      assertThatExceptionOfType(SerializationException.class)
          .isThrownBy(() -> publisher.publish(Topic.CAPTION_REQUESTS, "one", new CaptionRequest()))
          .withMessageContaining("cannot encode CaptionRequest");
    }
  }

  private static void assertFailsSoon(KafkaSettings kafka) {
    try (EventPublisher publisher = publisher(kafka)) {
      CompletableFuture<Void> acknowledged =
          publisher.publish(Topic.CAPTION_REQUESTS, "one", request("one"));
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> acknowledged.get(60, TimeUnit.SECONDS))
          .withCauseInstanceOf(NotPublishedException.class)
          .withMessageContaining("gone-caption-requests");
    }
  }

  private static CaptionRequest request(String id) {
    return CaptionRequest.newBuilder()
        .setRequestId(id)
        .setCaption("a red circle")
        .setFormat(ImageFormat.PNG)
        .build();
  }

  private static EventPublisher publisher(KafkaSettings kafka) {
    Duration timeout = Duration.ofSeconds(2);
    return new EventPublisher(kafka, new AvroSerdes(kafka, timeout), GatewayConfigs.of(Map.of()));
  }
}
