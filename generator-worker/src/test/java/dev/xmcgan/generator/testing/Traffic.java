package dev.xmcgan.generator.testing;

import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.RequestCancellation;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A client of the worker: sends requests and releases, reads what was answered. */
public final class Traffic implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Records records;

  public Traffic(KafkaSettings settings) {
    records = new Records(settings);
  }

  public Records records() {
    return records;
  }

  /** Sends a request for one image. */
  public void request(String requestId, String caption) {
    request(requestId, caption, builder -> builder);
  }

  /**
   * Asks for an image each, of ids {@code id-0} and on.
   *
   * @return what {@link #answers} says once each is answered once
   */
  public Map<String, Integer> requests(int count) {
    Map<String, Integer> expected = new HashMap<>();
    for (int i = 0; i < count; i++) {
      request("id-" + i, "a cat");
      expected.put("id-" + i + "#0", 1);
    }
    return expected;
  }

  public void request(
      String requestId, String caption, UnaryOperator<CaptionRequest.Builder> change) {
    records.send(
        Topic.CAPTION_REQUESTS,
        requestId,
        change
            .apply(CaptionRequest.newBuilder().setRequestId(requestId).setCaption(caption))
            .build());
  }

  /** Cancels a request, whether it was sent or not. */
  public void cancel(String requestId) {
    records.send(
        Topic.REQUEST_CANCELLATIONS,
        requestId,
        RequestCancellation.newBuilder().setRequestId(requestId).build());
  }

  /** Publishes a manifest for the fake loader and releases it. */
  public void release(String checkpointId) {
    publish(checkpointId);
    releaseOnly(checkpointId);
  }

  /** Publishes a manifest for the fake loader. */
  public void publish(String checkpointId) {
    records.send(Topic.CHECKPOINTS, checkpointId, FakeBoard.manifest(checkpointId));
  }

  /** Releases a checkpoint that was published. */
  public void releaseOnly(String checkpointId) {
    releaseOnly("stable", checkpointId);
  }

  /** Publishes a manifest for the fake loader and releases it to a channel. */
  public void release(String channel, String checkpointId) {
    publish(checkpointId);
    releaseOnly(channel, checkpointId);
  }

  private void releaseOnly(String channel, String checkpointId) {
    records.send(
        Topic.RELEASES,
        channel,
        Release.newBuilder()
            .setChannel(channel)
            .setCheckpointId(checkpointId)
            .setReleasedBy("test")
            .setReason("test")
            .setReleasedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .build());
  }

  /** All committed images by now. */
  public List<ImageResult> images() {
    return records.readAll(Topic.IMAGE_RESULTS, ImageResult.class).stream()
        .map(ConsumerRecord::value)
        .toList();
  }

  /** All committed failures by now. */
  public List<GenerationFailure> failures() {
    return records.readAll(Topic.GENERATION_FAILURES, GenerationFailure.class).stream()
        .map(ConsumerRecord::value)
        .toList();
  }

  /**
   * Waits until there are so many answers and returns how often each was given: {@code id#index}
   * for an image, {@code id!CODE} for a failure.
   */
  public Map<String, Integer> awaitAnswers(int count) {
    await().atMost(PATIENCE).until(() -> images().size() + failures().size() >= count);
    return answers();
  }

  /** How often each answer was given. */
  public Map<String, Integer> answers() {
    Map<String, Integer> answers = new TreeMap<>();
    images()
        .forEach(
            image -> answers.merge(image.getRequestId() + "#" + image.getIndex(), 1, Integer::sum));
    failures()
        .forEach(
            failure ->
                answers.merge(failure.getRequestId() + "!" + failure.getCode(), 1, Integer::sum));
    return answers;
  }

  @Override
  public void close() {
    records.close();
  }
}
