package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.drawing.DrawnImage;
import dev.xmcgan.generator.requests.DrawRequest;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Timings;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes the records that answer requests. */
final class Answers {
  private final KafkaSettings settings;
  private final AvroSerdes serdes;
  private final String workerId;
  private final Clock clock;

  Answers(KafkaSettings settings, AvroSerdes serdes, String workerId, Clock clock) {
    this.settings = settings;
    this.serdes = serdes;
    this.workerId = workerId;
    this.clock = clock;
  }

  ProducerRecord<String, byte[]> image(
      HeldRequest held, DrawnImage image, String checkpointId, Timings timings) {
    DrawRequest request = held.request();
    return record(
        Topic.IMAGE_RESULTS,
        request.requestId(),
        ImageResult.newBuilder()
            .setRequestId(request.requestId())
            .setIndex(image.index())
            .setCount(request.count())
            .setCaption(request.caption())
            .setImage(ByteBuffer.wrap(image.file().bytes()))
            .setMediaType(image.file().mediaType())
            .setWidth(image.file().size())
            .setHeight(image.file().size())
            .setRequestSeed(request.seed())
            .setSeed(image.seed())
            .setCheckpointId(checkpointId)
            .setWorkerId(workerId)
            .setTimings(timings)
            .setCreatedAt(now())
            .build());
  }

  ProducerRecord<String, byte[]> failure(String requestId, RequestFailure failure) {
    return record(
        Topic.GENERATION_FAILURES,
        requestId,
        GenerationFailure.newBuilder()
            .setRequestId(requestId)
            .setCode(failure.code())
            .setReason(failure.reason())
            .setMessage(failure.message())
            .setRetriable(failure.retriable())
            .setAttempts(failure.attempts())
            .setWorkerId(workerId)
            .setCreatedAt(now())
            .build());
  }

  private ProducerRecord<String, byte[]> record(Topic topic, String key, SpecificRecord value) {
    return new ProducerRecord<>(settings.topic(topic), key, serdes.encode(topic, value));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
