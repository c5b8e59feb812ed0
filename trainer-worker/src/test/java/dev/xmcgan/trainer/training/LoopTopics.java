package dev.xmcgan.trainer.training;

import static dev.xmcgan.testsupport.Records.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.curation.TestImages;
import dev.xmcgan.trainer.learning.LearnerSource;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** One test's own topics: pairs for a training loop go in, its checkpoints come out. */
final class LoopTopics implements AutoCloseable {
  private static final AtomicInteger TESTS = new AtomicInteger();

  final KafkaSettings kafka;
  final Records records;
  private final Path directory;

  LoopTopics(TestKafka broker, String prefix, Path directory) {
    this.kafka = broker.provision(prefix + TESTS.incrementAndGet() + "-");
    this.records = broker.records(kafka);
    this.directory = directory;
  }

  TestTrainer trainer(String id, LearnerSource learners) {
    return new TestTrainer(kafka, TestTrainer.settings(id, directory), learners);
  }

  void send(Split split, int from, int count) {
    for (int i = from; i < from + count; i++) {
      records.send(Topic.TRAINING_PAIRS, "pair-" + i, pair(split, i));
    }
  }

  /** Pairs to learn from some source. */
  void send(String source, int from, int count) {
    for (int i = from; i < from + count; i++) {
      records.send(
          Topic.TRAINING_PAIRS,
          "pair-" + i,
          TrainingPair.newBuilder(pair(Split.TRAIN, i)).setSource(source).build());
    }
  }

  static TrainingPair pair(Split split, int number) {
    return TrainingPair.newBuilder()
        .setPairId("pair-" + number)
        .setCaptions(List.of("caption " + number))
        .setImage(ByteBuffer.wrap(TestImages.noisePng(64, number)))
        .setSize(64)
        .setContentHash("hash-" + number)
        .setSplit(split)
        .setArrivedAt(Instant.ofEpochSecond(number))
        .build();
  }

  /** Captions of as many pairs from that number on. */
  static Set<String> captions(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> "caption " + i)
        .collect(Collectors.toSet());
  }

  Checkpoint awaitCheckpoint(long step) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> checkpoints().stream().filter(each -> each.getStep() == step).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  List<Checkpoint> checkpoints() {
    return records.readAll(Topic.CHECKPOINTS, Checkpoint.class).stream()
        .map(ConsumerRecord::value)
        .toList();
  }

  /** The newest record of a topic. */
  <T extends SpecificRecord> T last(Topic topic, Class<T> type) {
    List<ConsumerRecord<String, T>> all = records.readAll(topic, type);
    assertThat(all).as(topic.name()).isNotEmpty();
    return all.get(all.size() - 1).value();
  }

  /** What a checkpoint has learned, step by step. */
  List<String> stepsOf(Checkpoint checkpoint) throws Exception {
    return FakeLearners.steps(fetch(checkpoint));
  }

  /** A checkpoint's files. */
  Path fetch(Checkpoint checkpoint) throws Exception {
    return new CheckpointFetcher(kafka, directory.resolve("inspected")).fetch(checkpoint);
  }

  /** All captions that a checkpoint has learned. */
  Set<String> captionsIn(Checkpoint checkpoint) throws Exception {
    return stepsOf(checkpoint).stream()
        .flatMap(step -> List.of(step.split("\\|")).stream())
        .collect(Collectors.toSet());
  }

  /** Captions on which a checkpoint's generator was trained: by the last pairs of each step. */
  Set<String> learnedByGenerator(Checkpoint checkpoint) throws Exception {
    return stepsOf(checkpoint).stream()
        .map(step -> List.of(step.split("\\|")))
        .flatMap(
            step ->
                step.subList(step.size() - FakeLearners.GENERATOR_EXAMPLES, step.size()).stream())
        .collect(Collectors.toSet());
  }

  /** Records of training-pairs beyond the group's committed offsets. */
  long unreadRecords() throws Exception {
    return unreadRecords("trainer");
  }

  /** Records of training-pairs beyond a group's committed offsets. */
  long unreadRecords(String group) throws Exception {
    try (Admin admin = Admin.create(kafka.admin())) {
      Map<TopicPartition, Long> committed =
          admin
              .listConsumerGroupOffsets(kafka.id(group))
              .partitionsToOffsetAndMetadata()
              .get()
              .entrySet()
              .stream()
              .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
      return records.readAllRaw(Topic.TRAINING_PAIRS).stream()
          .filter(
              record ->
                  record.offset()
                      >= committed.getOrDefault(
                          new TopicPartition(record.topic(), record.partition()), 0L))
          .count();
    }
  }

  @Override
  public void close() {
    records.close();
  }
}
