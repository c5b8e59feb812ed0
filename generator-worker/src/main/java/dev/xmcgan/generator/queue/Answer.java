package dev.xmcgan.generator.queue;

import dev.xmcgan.generator.requests.RecordSource;
import dev.xmcgan.schemas.FailureCode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** All that one record of {@code caption-requests} is answered with, in one transaction. */
public sealed interface Answer {
  /** Where the record lies. */
  RecordSource source();

  /** The id of the request that it answers; empty where the record names none. */
  Optional<String> request();

  /** What is sent; may be empty. */
  List<ProducerRecord<String, byte[]>> records();

  /** All images of a request. */
  record Images(
      RecordSource source,
      String requestId,
      String checkpointId,
      List<ProducerRecord<String, byte[]>> records)
      implements Answer {
    @Override
    public Optional<String> request() {
      return Optional.of(requestId);
    }
  }

  /** A request that was not drawn. */
  record Failed(
      RecordSource source,
      String requestId,
      FailureCode code,
      ProducerRecord<String, byte[]> failure)
      implements Answer {
    @Override
    public Optional<String> request() {
      return Optional.of(requestId);
    }

    @Override
    public List<ProducerRecord<String, byte[]>> records() {
      return List.of(failure);
    }
  }

  /**
   * A record that is no request.
   *
   * @param failure tells whoever its key names, if anybody
   */
  record DeadLetter(
      RecordSource source,
      ProducerRecord<String, byte[]> letter,
      Optional<ProducerRecord<String, byte[]>> failure)
      implements Answer {
    @Override
    public Optional<String> request() {
      return failure.map(ProducerRecord::key);
    }

    @Override
    public List<ProducerRecord<String, byte[]>> records() {
      return Stream.concat(Stream.of(letter), failure.stream()).toList();
    }
  }

  /** Nothing that Kafka takes can be said; the record is passed over. */
  record Dropped(RecordSource source) implements Answer {
    @Override
    public Optional<String> request() {
      return Optional.empty();
    }

    @Override
    public List<ProducerRecord<String, byte[]>> records() {
      return List.of();
    }
  }
}
