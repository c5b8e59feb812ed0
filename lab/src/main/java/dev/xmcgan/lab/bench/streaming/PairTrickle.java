package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends one drawn scene after the other to {@code image-text-pairs}. Not thread-safe. */
final class PairTrickle implements AutoCloseable {
  private final String topic;
  private final AvroSerdes serdes;
  private final KafkaProducer<String, byte[]> producer;
  private final ScenePairs scenes;
  private long sent;

  PairTrickle(KafkaSettings kafka, long seed) {
    topic = kafka.topic(Topic.IMAGE_TEXT_PAIRS);
    serdes = new AvroSerdes(kafka);
    scenes = new ScenePairs(SceneOptions.training(seed, SceneOptions.ENDLESS));
    producer = KafkaClients.producer(kafka.producer("bench-pairs"));
  }

  /** Hands over the next pair. */
  void send() {
    CaptionedImage pair = scenes.pair(sent++);
    ImageTextPair record =
        ImageTextPair.newBuilder()
            .setPairId(pair.id())
            .setCaptions(pair.captions())
            .setImage(ByteBuffer.wrap(pair.image()))
            .setSource(pair.source())
            .setMetadata(pair.metadata())
            .build();
    var unused =
        producer.send(
            new ProducerRecord<>(topic, pair.id(), serdes.encode(Topic.IMAGE_TEXT_PAIRS, record)));
  }

  /** Pairs handed over so far. */
  long sent() {
    return sent;
  }

  /** Waits until Kafka has all of them. */
  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
