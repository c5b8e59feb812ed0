package dev.xmcgan.generator.answers;

import dev.xmcgan.generator.drawing.DrawnBatch;
import dev.xmcgan.generator.drawing.DrawnImage;
import dev.xmcgan.generator.queue.Answer;
import dev.xmcgan.generator.queue.Answer.DeadLetter;
import dev.xmcgan.generator.queue.Answer.Dropped;
import dev.xmcgan.generator.queue.Answer.Failed;
import dev.xmcgan.generator.queue.Answer.Images;
import dev.xmcgan.generator.requests.DrawRequest;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RecordSource;
import dev.xmcgan.generator.requests.RequestCheck;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.model.generation.WordMaps;
import dev.xmcgan.schemas.FailureCode;
import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageAttention;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Timings;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WordAttention;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.DeadLetters;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the records that answer requests. */
public final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  /** Characters of a reason that are passed on. */
  private static final int LONGEST_REASON = 500;

  private static final int MOST_SHARE = 255;

  private final KafkaSettings settings;
  private final AvroSerdes serdes;
  private final String workerId;
  private final Optional<RequestTracer> tracer;
  private final Clock clock;

  public Answers(
      KafkaSettings settings,
      AvroSerdes serdes,
      String workerId,
      Optional<RequestTracer> tracer,
      Clock clock) {
    this.settings = settings;
    this.serdes = serdes;
    this.workerId = workerId;
    this.tracer = tracer;
    this.clock = clock;
  }

  public ProducerRecord<String, byte[]> image(
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
            .setTokensGiven(image.read().tokensGiven())
            .setTokensRead(image.read().tokensRead())
            .setCaptionRead(image.read().isCut() ? image.read().text() : "")
            .setAttention(image.words().map(Answers::attention).orElse(null))
            .setCreatedAt(now())
            .build());
  }

  /** The images of a share, told to whom traces requests. */
  public List<ProducerRecord<String, byte[]>> traced(
      HeldRequest held, DrawnBatch drawn, List<ProducerRecord<String, byte[]>> images) {
    tracer.ifPresent(each -> each.drawn(held, drawn, images));
    return images;
  }

  private static ImageAttention attention(WordMaps maps) {
    WordMaps words = maps.byWord();
    List<WordAttention> each = new ArrayList<>();
    for (int i = 0; i < words.tokens().size(); i++) {
      each.add(new WordAttention(words.tokens().get(i), shares(words.maps().get(i))));
    }
    return new ImageAttention(words.edge(), each);
  }

  private static ByteBuffer shares(float[] weights) {
    byte[] shares = new byte[weights.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (byte) Math.round(MOST_SHARE * Math.max(0, Math.min(1, weights[i])));
    }
    return ByteBuffer.wrap(shares);
  }

  public ProducerRecord<String, byte[]> failure(String requestId, RequestFailure failure) {
    return record(
        Topic.GENERATION_FAILURES,
        requestId,
        GenerationFailure.newBuilder()
            .setRequestId(requestId)
            .setCode(failure.code())
            .setReason(failure.code() == FailureCode.INVALID_REQUEST ? failure.reason().name() : "")
            .setMessage(failure.message())
            .setRetriable(failure.retriable())
            .setAttempts(failure.attempts())
            .setWorkerId(workerId)
            .setCreatedAt(now())
            .build());
  }

  /** The answer to a request that is not drawn, told to whom traces requests. */
  public Answer failed(HeldRequest held, RequestFailure failure) {
    Failed answer = failed(held.source(), held.request().requestId(), failure);
    tracer.ifPresent(each -> each.failed(held, failure, clock.instant(), answer.failure()));
    return answer;
  }

  /** The answer to a request that is not drawn. */
  public Failed failed(RecordSource source, String requestId, RequestFailure failure) {
    return new Failed(source, requestId, failure.code(), failure(requestId, failure));
  }

  /** The answer to a record that is no request; its key may name whom to tell. */
  public Answer deadLetter(ConsumerRecord<String, byte[]> record, String reason) {
    byte[] raw = record.value() == null ? new byte[0] : record.value();
    Optional<ProducerRecord<String, byte[]>> failure =
        Optional.ofNullable(record.key())
            .filter(RequestCheck::usableId)
            .map(
                key ->
                    failure(
                        key, RequestFailure.unreadable("the request cannot be read: " + reason)));
    return new DeadLetter(
        RecordSource.of(record), DeadLetters.of(settings, record, raw, reason), failure);
  }

  /** What to say in the place of an answer that Kafka never takes. */
  public Answer instead(Answer refused, String why) {
    LOG.atError()
        .addKeyValue("requestId", refused.request().orElse(""))
        .addKeyValue("partition", refused.source().partition())
        .addKeyValue("offset", refused.source().offset())
        .addKeyValue("reason", why)
        .log("an answer was refused by Kafka");
    if (refused instanceof Images images) {
      String message = "the images were refused: " + shortened(why);
      return failed(images.source(), images.requestId(), RequestFailure.permanent(message, 1));
    } else if (refused instanceof DeadLetter letter) {
      return letter
          .failure()
          .map(failure -> withoutLetter(letter, failure))
          .orElseGet(() -> new Dropped(letter.source()));
    } else if (refused instanceof Failed || refused instanceof Dropped) {
      return new Dropped(refused.source());
    }
    throw new IllegalStateException("no such answer: " + refused);
  }

  private static Answer withoutLetter(DeadLetter letter, ProducerRecord<String, byte[]> failure) {
    return new Failed(letter.source(), failure.key(), FailureCode.INVALID_REQUEST, failure);
  }

  /**
   * Counts what was committed.
   *
   * @return the checkpoints that drew images of it
   */
  public Set<String> committed(Committer.Outcome outcome, WorkerMetrics metrics) {
    Set<String> checkpoints = new HashSet<>();
    int count = 0;
    for (Answer answer : outcome.batch().answers()) {
      if (answer instanceof Images images) {
        checkpoints.add(images.checkpointId());
        count += images.records().size();
      } else if (answer instanceof Failed failed) {
        metrics.failed(failed.code());
      } else if (answer instanceof DeadLetter letter) {
        metrics.deadLettered();
        letter.failure().ifPresent(failure -> metrics.failed(FailureCode.INVALID_REQUEST));
      } else if (!(answer instanceof Dropped)) {
        throw new IllegalStateException("no such answer: " + answer);
      }
    }
    metrics.committed(count, outcome.took());
    tracer.ifPresent(each -> each.committed(outcome.batch(), outcome.begun(), outcome.took()));
    return checkpoints;
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "…";
  }

  private ProducerRecord<String, byte[]> record(Topic topic, String key, SpecificRecord value) {
    return new ProducerRecord<>(settings.topic(topic), key, serdes.encode(topic, value));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
