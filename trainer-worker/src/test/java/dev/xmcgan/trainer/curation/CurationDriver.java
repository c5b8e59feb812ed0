package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The topology on a driver of its own, with its topics and what it told its listener. */
abstract class CurationDriver {
  static final Curator CURATOR = new Curator(Pairs.rules(64, 0));

  static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  static final KafkaSettings SETTINGS =
      new KafkaSettings("localhost:1", "http://localhost:2", "test.", Map.of());

  final UnproducibleRecords unproducible = new UnproducibleRecords();

  final List<String> heard = new ArrayList<>();

  @TempDir Path stateDirectory;

  TopologyTestDriver driver;

  TestInputTopic<String, byte[]> pairs;

  TestOutputTopic<String, TrainingPair> trainingPairs;

  TestOutputTopic<String, RejectedPair> rejectedPairs;

  TestOutputTopic<String, byte[]> deadLetters;

  @BeforeEach
  void start() {
    start(
        new CurationListener() {
          @Override
          public void accepted(Split split) {
            heard.add(split.name());
          }

          @Override
          public void captionsDropped(RejectionReason reason, int count) {
            heard.add(reason.name() + " " + count);
          }

          @Override
          public void rejected(RejectionReason reason) {
            heard.add(reason.name());
          }
        });
  }

  void start(CurationListener listener) {
    var config = new Properties();
    config.putAll(CurationStream.configuration(SETTINGS, unproducible, stateDirectory));
    driver =
        new TopologyTestDriver(
            CurationTopology.build(
                SETTINGS, () -> CURATOR, PlainAvro.serdes(), unproducible, listener),
            config,
            NOW);
    pairs =
        driver.createInputTopic(
            "test.image-text-pairs", new StringSerializer(), new ByteArraySerializer());
    trainingPairs =
        driver.createOutputTopic(
            "test.training-pairs",
            new StringDeserializer(),
            PlainAvro.serde(TrainingPair.class).deserializer());
    rejectedPairs =
        driver.createOutputTopic(
            "test.rejected-pairs",
            new StringDeserializer(),
            PlainAvro.serde(RejectedPair.class).deserializer());
    deadLetters =
        driver.createOutputTopic(
            "test.dead-letters", new StringDeserializer(), new ByteArrayDeserializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  void send(String key, ImageTextPair pair) {
    pairs.pipeInput(key, PlainAvro.encode(pair));
  }
}
