package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.schemas.FailureCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The answers of the next transaction, and what to count once it went through. One owner; not
 * thread-safe.
 */
final class Outbox {
  private final List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
  private final List<FailureCode> failures = new ArrayList<>();
  private int images;
  private int deadLetters;

  void addImages(List<ProducerRecord<String, byte[]>> results) {
    records.addAll(results);
    images += results.size();
  }

  void addFailure(ProducerRecord<String, byte[]> failure, FailureCode code) {
    records.add(failure);
    failures.add(code);
  }

  void addDeadLetter(ProducerRecord<String, byte[]> letter) {
    records.add(letter);
    deadLetters++;
  }

  List<ProducerRecord<String, byte[]>> records() {
    return List.copyOf(records);
  }

  /** The transaction went through. */
  void committed(WorkerMetrics metrics, Duration took) {
    metrics.committed(images, took);
    failures.forEach(metrics::failed);
    for (int i = 0; i < deadLetters; i++) {
      metrics.deadLettered();
    }
    clear();
  }

  void clear() {
    records.clear();
    failures.clear();
    images = 0;
    deadLetters = 0;
  }
}
