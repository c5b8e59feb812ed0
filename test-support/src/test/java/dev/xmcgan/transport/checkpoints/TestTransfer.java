package dev.xmcgan.transport.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.topics.TopicOptions;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For each test a checkpoint's files, who publishes them on topics of its own, and a cache to fetch
 * them to.
 */
final class TestTransfer implements BeforeEachCallback, AfterEachCallback {
  static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");
  static final CheckpointOrigin ORIGIN =
      new CheckpointOrigin("c1", "c0", "trainer-1", 100, 6_400, "minilm@0123456789ab");
  private static final int WEIGHTS_BYTES = 3 * Topic.MAX_CHUNK_BYTES + 12_345;

  Path source;
  Path cache;
  KafkaSettings settings;
  Records records;
  CheckpointPublisher publisher;
  private final TestKafka kafka;
  private final TopicOptions topics;
  private Path directory;
  private TransactionalProducer transactions;

  TestTransfer(TestKafka kafka) {
    this(kafka, TopicOptions.replicated(1));
  }

  TestTransfer(TestKafka kafka, TopicOptions topics) {
    this.kafka = kafka;
    this.topics = topics;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    settings = kafka.provision(context.getRequiredTestMethod().getName() + "-", topics);
    records = kafka.records(settings);
    transactions =
        new TransactionalProducer(settings, "trainer-1", CheckpointPublisher.TRANSACTION_TIMEOUT);
    publisher =
        new CheckpointPublisher(
            settings, new AvroSerdes(settings), transactions, Clock.fixed(NOW, ZoneOffset.UTC));
    directory = Files.createTempDirectory("xmcgan-transfer-");
    source = Files.createDirectory(directory.resolve("source"));
    cache = directory.resolve("cache");
    byte[] weights = new byte[WEIGHTS_BYTES];
    new Random(7).nextBytes(weights);
    Files.writeString(source.resolve("config.json"), "{\"name\":\"starter-64\"}");
    Files.write(source.resolve("generator.safetensors"), weights);
    Files.write(source.resolve("trainer.safetensors"), new byte[0]);
  }

  /** Publishes the files as {@link #ORIGIN} says. */
  Checkpoint publish() throws IOException {
    return publisher.publish(source, ORIGIN);
  }

  CheckpointFetcher fetcher() {
    return new CheckpointFetcher(settings, cache);
  }

  /** What the manifest says of that file. */
  static CheckpointFile file(Checkpoint manifest, String name) {
    return manifest.getFiles().stream()
        .filter(file -> file.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Names of the files in a directory, sorted. */
  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    transactions.close();
    records.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
