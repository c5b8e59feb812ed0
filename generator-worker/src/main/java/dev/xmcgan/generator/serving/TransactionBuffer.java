package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.schemas.FailureCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The answers of the next transaction, and what to count once it went through. One owner; not
 * thread-safe.
 */
final class TransactionBuffer {
  private final List<DrawnAnswer> drawn = new ArrayList<>();
  private final List<ProducerRecord<String, byte[]>> others = new ArrayList<>();
  private final List<FailureCode> failures = new ArrayList<>();
  private int deadLetters;

  void addImages(
      String requestId, String checkpointId, List<ProducerRecord<String, byte[]>> results) {
    drawn.add(new DrawnAnswer(requestId, checkpointId, results));
  }

  void addFailure(ProducerRecord<String, byte[]> failure, FailureCode code) {
    others.add(failure);
    failures.add(code);
  }

  void addDeadLetter(ProducerRecord<String, byte[]> letter) {
    others.add(letter);
    deadLetters++;
  }

  List<ProducerRecord<String, byte[]>> records() {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>(others);
    drawn.forEach(answer -> records.addAll(answer.results()));
    return records;
  }

  /** Who drew the images. */
  Set<String> checkpoints() {
    return drawn.stream().map(DrawnAnswer::checkpointId).collect(Collectors.toUnmodifiableSet());
  }

  boolean hasImages() {
    return !drawn.isEmpty();
  }

  /** Puts a failure in the place of each request's images. */
  void replaceImages(FailureCode code, Function<String, ProducerRecord<String, byte[]>> failureOf) {
    drawn.forEach(answer -> addFailure(failureOf.apply(answer.requestId()), code));
    drawn.clear();
  }

  /** The transaction went through. */
  void committed(WorkerMetrics metrics, Duration took) {
    metrics.committed(drawn.stream().mapToInt(answer -> answer.results().size()).sum(), took);
    failures.forEach(metrics::failed);
    for (int i = 0; i < deadLetters; i++) {
      metrics.deadLettered();
    }
    clear();
  }

  void clear() {
    drawn.clear();
    others.clear();
    failures.clear();
    deadLetters = 0;
  }

  /** All images of one request. */
  private record DrawnAnswer(
      String requestId, String checkpointId, List<ProducerRecord<String, byte[]>> results) {}
}
