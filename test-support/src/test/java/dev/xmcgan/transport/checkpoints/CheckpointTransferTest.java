package dev.xmcgan.transport.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException.Reason;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.ExactlyOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTransferTest {

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");
  private static final CheckpointOrigin ORIGIN =
      new CheckpointOrigin("c1", "c0", "trainer-1", 100, 6_400, "minilm@0123456789ab");
  private static final int WEIGHTS_BYTES = 3 * Topic.MAX_CHUNK_BYTES + 12_345;

  @TempDir Path directory;
  private Path source;
  private Path cache;
  private KafkaSettings settings;
  private Records records;
  private ExactlyOnce transactions;
  private CheckpointPublisher publisher;

  @BeforeEach
  void prepare(TestInfo test) throws IOException {
    settings = KAFKA.provision(test.getTestMethod().orElseThrow().getName() + "-");
    records = KAFKA.records(settings);
    transactions = new ExactlyOnce(settings, "trainer-1", CheckpointPublisher.TRANSACTION_TIMEOUT);
    publisher =
        new CheckpointPublisher(
            settings, new AvroSerdes(settings), transactions, Clock.fixed(NOW, ZoneOffset.UTC));
    source = Files.createDirectory(directory.resolve("source"));
    cache = directory.resolve("cache");
    byte[] weights = new byte[WEIGHTS_BYTES];
    new Random(7).nextBytes(weights);
    Files.writeString(source.resolve("config.json"), "{\"name\":\"starter-64\"}");
    Files.write(source.resolve("generator.safetensors"), weights);
    Files.write(source.resolve("trainer.safetensors"), new byte[0]);
  }

  @AfterEach
  void close() {
    transactions.close();
    records.close();
  }

  @Test
  void aPublishedCheckpointArrivesByteForByte() throws Exception {
    // when
    publisher.publish(source, ORIGIN);
    Checkpoint manifest = records.read(Topic.CHECKPOINTS, Checkpoint.class, 1).get(0).value();
    Path fetched = new CheckpointFetcher(settings, cache).fetch(manifest);

    // then
    assertThat(fetched).isEqualTo(cache.resolve("c1"));
    assertThat(names(fetched))
        .containsExactly("config.json", "generator.safetensors", "trainer.safetensors");
    for (String name : names(fetched)) {
      assertThat(fetched.resolve(name)).hasSameBinaryContentAs(source.resolve(name));
    }
  }

  @Test
  void theManifestSaysWhereAllCameFrom() throws Exception {
    // when
    Checkpoint manifest = publisher.publish(source, ORIGIN);

    // then
    assertThat(manifest.getCheckpointId()).isEqualTo("c1");
    assertThat(manifest.getParentId()).isEqualTo("c0");
    assertThat(manifest.getTrainerId()).isEqualTo("trainer-1");
    assertThat(manifest.getStep()).isEqualTo(100);
    assertThat(manifest.getPairsSeen()).isEqualTo(6_400);
    assertThat(manifest.getModelConfig()).isEqualTo("{\"name\":\"starter-64\"}");
    assertThat(manifest.getTextEncoder()).isEqualTo("minilm@0123456789ab");
    assertThat(manifest.getCreatedAt()).isEqualTo(NOW);
    assertThat(file(manifest, "generator.safetensors").getOffsets()).hasSize(4);
    assertThat(records.readAllRaw(Topic.CHECKPOINT_CHUNKS))
        .allSatisfy(
            chunk -> assertThat(chunk.value()).hasSizeLessThanOrEqualTo(Topic.MAX_CHUNK_BYTES));
  }

  @Test
  void releasesAndConsumedOffsetsAreCommittedWithIt() throws Exception {
    // given
    TopicPartition pairs = new TopicPartition(settings.topic(Topic.TRAINING_PAIRS), 0);
    Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(pairs, new OffsetAndMetadata(17));
    String group = settings.id("trainer");

    // when
    publisher.publish(
        source,
        ORIGIN,
        List.of(release("c1")),
        new Consumed(offsets, new ConsumerGroupMetadata(group)));

    // then
    assertThat(records.read(Topic.RELEASES, Release.class, 1))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo("stable");
              assertThat(record.value()).isEqualTo(release("c1"));
            });
    try (Admin admin = Admin.create(settings.admin())) {
      assertThat(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get())
          .isEqualTo(offsets);
    }
  }

  @Test
  void nothingIsPublishedWhenAFileCannotBeRead() throws Exception {
    // given
    Files.delete(source.resolve("config.json"));

    // when, then
    assertThatThrownBy(() -> publisher.publish(source, ORIGIN))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(records.readAllRaw(Topic.CHECKPOINTS)).isEmpty();
    assertThat(records.readAllRaw(Topic.CHECKPOINT_CHUNKS)).isEmpty();
  }

  @Test
  void aReleaseOfAnotherCheckpointIsRefused() {
    assertThatThrownBy(
            () -> publisher.publish(source, ORIGIN, List.of(release("c9")), Consumed.nothing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("release of c9 published with checkpoint c1");
  }

  @Test
  void onlyTheWantedFilesAreFetched() throws Exception {
    // given
    Checkpoint manifest = publisher.publish(source, ORIGIN);

    // when
    Path fetched =
        new CheckpointFetcher(settings, cache)
            .fetch(manifest, Set.of("config.json", "generator.safetensors")::contains);

    // then
    assertThat(names(fetched)).containsExactly("config.json", "generator.safetensors");
  }

  @Test
  void whatIsThereAndWholeIsNotFetchedAgain() throws Exception {
    // given
    Checkpoint manifest = publisher.publish(source, ORIGIN);
    CheckpointFetcher fetcher = new CheckpointFetcher(settings, cache);
    Path weights = fetcher.fetch(manifest).resolve("generator.safetensors");
    FileTime longAgo = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(weights, longAgo);

    // when
    fetcher.fetch(manifest);

    // then
    assertThat(Files.getLastModifiedTime(weights)).isEqualTo(longAgo);
  }

  @Test
  void whatWasDamagedOnDiskIsFetchedAgain() throws Exception {
    // given
    Checkpoint manifest = publisher.publish(source, ORIGIN);
    CheckpointFetcher fetcher = new CheckpointFetcher(settings, cache);
    Path weights = fetcher.fetch(manifest).resolve("generator.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[1_000]++;
    Files.write(weights, bytes);
    Files.writeString(weights.resolveSibling(".generator.safetensors.x.part"), "left by a crash");

    // when
    Path fetched = fetcher.fetch(manifest);

    // then
    assertThat(weights).hasSameBinaryContentAs(source.resolve("generator.safetensors"));
    assertThat(names(fetched)).noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  void aWrongHashIsNamedAndNothingIsLeft() throws Exception {
    // given
    Checkpoint manifest = publisher.publish(source, ORIGIN);
    Checkpoint lying =
        withFile(manifest, "config.json", file -> copy(file).setSha256("0".repeat(64)).build());

    // when, then
    assertFails(lying, Reason.WRONG_HASH, "config.json has SHA-256");
    assertThat(names(cache.resolve("c1"))).doesNotContain("config.json");
  }

  @Test
  void aTruncatedFileIsNamed() throws Exception {
    // given
    Checkpoint manifest = publisher.publish(source, ORIGIN);
    Checkpoint lying =
        withFile(
            manifest,
            "generator.safetensors",
            file -> copy(file).setOffsets(file.getOffsets().subList(0, 3)).build());

    // when, then
    assertFails(lying, Reason.WRONG_SIZE, "generator.safetensors has");
  }

  @Test
  void aChunkThatRetentionRemovedIsMissing() throws Exception {
    // given
    Checkpoint manifest = publisher.publish(source, ORIGIN);
    CheckpointFile weights = file(manifest, "generator.safetensors");
    TopicPartition chunks =
        new TopicPartition(settings.topic(Topic.CHECKPOINT_CHUNKS), weights.getPartition());
    try (Admin admin = Admin.create(settings.admin())) {
      long end = weights.getOffsets().get(2);
      admin.deleteRecords(Map.of(chunks, RecordsToDelete.beforeOffset(end))).all().get();
    }

    // when, then
    assertFails(manifest, Reason.MISSING_CHUNK, "is incomplete");
  }

  @Test
  void aChunkBeyondTheEndOfTheLogIsMissing() throws Exception {
    // given
    Checkpoint manifest = publisher.publish(source, ORIGIN);
    Checkpoint lying =
        withFile(
            manifest, "config.json", file -> copy(file).setOffsets(List.of(1_000_000L)).build());

    // when, then
    assertFails(lying, Reason.MISSING_CHUNK, "config.json is incomplete");
  }

  @Test
  void anOffsetThatHoldsSomethingElseIsMissing() throws Exception {
    // given
    Checkpoint manifest = publisher.publish(source, ORIGIN);
    long other = file(manifest, "generator.safetensors").getOffsets().get(0);
    Checkpoint lying =
        withFile(manifest, "config.json", file -> copy(file).setOffsets(List.of(other)).build());

    // when, then
    assertFails(lying, Reason.MISSING_CHUNK, "holds c1/generator.safetensors/0");
  }

  @Test
  void aFileNameThatLeadsOutOfTheCacheIsRefused() throws Exception {
    // given
    Checkpoint manifest = publisher.publish(source, ORIGIN);
    Checkpoint hostile =
        withFile(manifest, "config.json", file -> copy(file).setName("../config.json").build());

    // when, then
    assertFails(hostile, Reason.INVALID_MANIFEST, "'../config.json' is not plain");
  }

  @Test
  void onlyTheCheckpointsInUseStayInTheCache() throws Exception {
    // given
    CheckpointFetcher fetcher = new CheckpointFetcher(settings, cache);
    fetcher.fetch(publisher.publish(source, ORIGIN));
    fetcher.fetch(
        publisher.publish(source, new CheckpointOrigin("c2", "c1", "trainer-1", 200, 12_800, "e")));

    // when
    fetcher.keepOnly(Set.of("c2"));

    // then
    assertThat(names(cache)).containsExactly("c2");
  }

  private void assertFails(Checkpoint manifest, Reason reason, String detail) {
    assertThatThrownBy(
            () -> new CheckpointFetcher(settings, cache, Duration.ofSeconds(2)).fetch(manifest))
        .isInstanceOfSatisfying(
            CheckpointTransferException.class,
            failure -> {
              assertThat(failure.reason()).isEqualTo(reason);
              assertThat(failure.checkpointId()).isEqualTo("c1");
              assertThat(failure.isRetriable()).isFalse();
            })
        .hasMessageContaining(detail);
  }

  private static Release release(String checkpointId) {
    return Release.newBuilder()
        .setChannel("stable")
        .setCheckpointId(checkpointId)
        .setReleasedBy("trainer-1")
        .setReason("first")
        .setReleasedAt(NOW)
        .build();
  }

  private static CheckpointFile.Builder copy(CheckpointFile file) {
    return CheckpointFile.newBuilder(file);
  }

  private static CheckpointFile file(Checkpoint manifest, String name) {
    return manifest.getFiles().stream()
        .filter(file -> file.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Checkpoint withFile(
      Checkpoint manifest, String name, UnaryOperator<CheckpointFile> change) {
    List<CheckpointFile> files = new ArrayList<>(manifest.getFiles());
    files.replaceAll(file -> file.getName().equals(name) ? change.apply(file) : file);
    return Checkpoint.newBuilder(manifest).setFiles(files).build();
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
