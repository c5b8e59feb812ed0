package dev.xmcgan.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.localkafka.processes.ChildProcess;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.checkpoints.StartingPoint;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kill -9 of the trainer, again and again; the next one finds nothing but Kafka. */
@Tag("promise-4")
class ExactResumeTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final int RECORDS = 72;
  private static final int MOST_KILLS = Integer.getInteger("xmcgan.soak.kills", 2);

  /** A life ends some time after its first steps, or after one of its first checkpoints. */
  private static final int MOST_CHECKPOINTS = 4;

  private static final int LONGEST_REST_MILLIS = 1_000;

  /** Each look reads whole topics: not so often that it takes the trainer's time. */
  private static final Duration POLL = Duration.ofMillis(500);

  /** What training began from is rehearsed; of a life's checkpoints the first holds the state. */
  private static final Map<String, String> FEW_STATES =
      Map.of(
          "state-interval", "1h",
          "checkpoint-interval", "250ms",
          "rehearsal.share", "0.5",
          "rehearsal.captions", "100");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(longs = 1)
  void aTrainerThatIsKilledOverAndOverEndsWithTheWeightsOfOneThatIsNot(long seed) throws Exception {
    // given
    Checkpoint unbroken = unbroken(KAFKA.provision("exact-unbroken-" + seed + "-"), Map.of());
    KafkaSettings kafka = KAFKA.provision("exact-killed-" + seed + "-");
    Random random = new Random(seed);
    try (Records records = KAFKA.records(kafka)) {
      send(kafka, records);

      // when
      int kills = 0;
      while (kills < MOST_KILLS && newest(records) < unbroken.getStep()) {
        String trainerId = "life-" + kills++;
        try (ChildProcess trainer =
            TrainerChild.start(kafka, trainerId, directory, false, TrainerChild.ALL)) {
          awaitSteps(records, trainerId, trainer);
          awaitCheckpoints(
              records, trainerId, random.nextInt(MOST_CHECKPOINTS + 1), unbroken.getStep());
          runFor(trainer, random.nextInt(LONGEST_REST_MILLIS));
          trainer.kill();
        }
      }
      Checkpoint resumed;
      try (ChildProcess trainer =
          TrainerChild.start(kafka, "last-life", directory, false, TrainerChild.ALL)) {
        resumed = awaitStep(records, trainer, unbroken.getStep());
      }

      // then
      assertThat(hashes(resumed)).isEqualTo(hashes(unbroken));
      assertThat(resumed.getPairsSeen()).isEqualTo(unbroken.getPairsSeen());
      List<Checkpoint> all = checkpoints(records);
      Map<String, Long> byLife =
          all.stream()
              .collect(Collectors.groupingBy(Checkpoint::getTrainerId, Collectors.counting()));
      System.out.printf(
          "%d steps, killed %d times, checkpoints of each life: %s%n",
          resumed.getStep(), kills, byLife);
      assertThat(byLife).as("lives that left something to the next").hasSizeGreaterThan(1);
      for (int i = 1; i < all.size(); i++) {
        assertThat(all.get(i).getParentId()).isEqualTo(all.get(i - 1).getCheckpointId());
      }
    }
  }

  @Test
  void killedBetweenTwoStatesItLearnsAgainWhatWasPublishedSinceToBeJudged() throws Exception {
    // given
    Path starter = Files.createDirectories(directory.resolve("starter"));
    Checkpoint unbroken = unbroken(withStarter("between-unbroken-", starter), FEW_STATES);
    KafkaSettings kafka = withStarter("between-killed-", starter);
    try (Records records = KAFKA.records(kafka)) {
      send(kafka, records);

      // when
      List<Checkpoint> lost = new ArrayList<>();
      for (int life = 0; lost.size() < MOST_KILLS; life++) {
        String trainerId = "life-" + life;
        try (ChildProcess trainer =
            TrainerChild.start(kafka, trainerId, directory, false, TrainerChild.ALL, FEW_STATES)) {
          awaitCheckpoints(records, trainerId, 2, unbroken.getStep());
          trainer.kill();
        }
        lost.add(last(records, trainerId));
      }
      Map<String, String> lastOfAll = new HashMap<>(FEW_STATES);
      lastOfAll.put("state-interval", "0s");
      lastOfAll.put("checkpoint-interval", "2s");
      Checkpoint resumed;
      try (ChildProcess trainer =
          TrainerChild.start(kafka, "last-life", directory, false, TrainerChild.ALL, lastOfAll)) {
        resumed = awaitStep(records, trainer, unbroken.getStep());
      }

      // then: nothing came of the weights in between, and nothing of what they had learned is lost
      List<Checkpoint> all = checkpoints(records);
      System.out.printf(
          "%d steps, killed at steps %s after states at %s%n",
          resumed.getStep(),
          lost.stream().map(Checkpoint::getStep).toList(),
          all.stream().filter(ExactResumeTest::hasState).map(Checkpoint::getStep).toList());
      assertThat(lost).noneMatch(ExactResumeTest::hasState);
      assertThat(all)
          .extracting(Checkpoint::getParentId)
          .doesNotContainAnyElementsOf(lost.stream().map(Checkpoint::getCheckpointId).toList());
      assertThat(hashes(resumed)).isEqualTo(hashes(unbroken));
      assertThat(resumed.getPairsSeen()).isEqualTo(unbroken.getPairsSeen());
    }
  }

  /** Topics with a checkpoint that training begins from, the same in each. */
  private KafkaSettings withStarter(String prefix, Path files) throws Exception {
    KafkaSettings kafka = KAFKA.provision(prefix);
    try (XmcGan learners = TinyModel.learners(4, 3, TinyModel.encoder());
        Learner learner = learners.create()) {
      learner.saveNetworks(files, Precision.FLOAT32);
      TestStarter.publish(kafka, files, learners.textEncoder());
    }
    return kafka;
  }

  private Checkpoint unbroken(KafkaSettings kafka, Map<String, String> keys) throws Exception {
    Map<String, String> withStates = new HashMap<>(keys);
    withStates.put("state-interval", "0s");
    withStates.put("checkpoint-interval", "2s");
    try (Records records = KAFKA.records(kafka)) {
      send(kafka, records);
      long expected = (long) TrainerChild.STEPS_PER_PAIR * learnable(records);
      try (ChildProcess trainer =
          TrainerChild.start(kafka, "unbroken", directory, false, TrainerChild.ALL, withStates)) {
        return awaitStep(records, trainer, expected);
      }
    }
  }

  /** With erasures in the midst of the log: of some pairs in the window by then, and some fresh. */
  private static void send(KafkaSettings kafka, Records records) {
    FixedPairs.send(kafka, records, 0, RECORDS / 2);
    FixedPairs.erase(kafka, records, RECORDS / 2, 7);
    FixedPairs.send(kafka, records, RECORDS / 2, RECORDS / 4);
    FixedPairs.erase(kafka, records, RECORDS / 2, 5);
    FixedPairs.send(kafka, records, RECORDS / 2 + RECORDS / 4, RECORDS / 4);
  }

  private static long learnable(Records records) {
    return records.readAll(Topic.TRAINING_PAIRS, TrainingPair.class).stream()
        .filter(record -> record.value() != null)
        .filter(record -> record.value().getSplit() == Split.TRAIN)
        .count();
  }

  private static void awaitSteps(Records records, String trainerId, ChildProcess trainer) {
    await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .failFast(() -> !trainer.isAlive())
        .until(
            () ->
                records.readAll(Topic.TRAINING_METRICS, TrainingMetrics.class).stream()
                    .anyMatch(record -> record.key().equals(trainerId)));
  }

  /** Waits for so many of a life, or until there is nothing left to learn. */
  private static void awaitCheckpoints(Records records, String trainerId, int count, long end) {
    await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .until(
            () ->
                checkpoints(records).stream()
                            .filter(each -> each.getTrainerId().equals(trainerId))
                            .count()
                        >= count
                    || newest(records) == end);
  }

  private static void runFor(ChildProcess trainer, int millis) throws Exception {
    try {
      trainer.onExit().get(millis, TimeUnit.MILLISECONDS);
      throw new AssertionError("ended by itself: " + trainer.lastLogLines(20));
    } catch (TimeoutException e) {
      assertThat(trainer.isAlive()).isTrue();
    }
  }

  private static Checkpoint awaitStep(Records records, ChildProcess trainer, long step) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .failFast(() -> !trainer.isAlive())
        .until(
            () ->
                checkpoints(records).stream()
                    .filter(each -> each.getStep() == step && hasState(each))
                    .findAny(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static long newest(Records records) {
    return checkpoints(records).stream().mapToLong(Checkpoint::getStep).max().orElse(0);
  }

  /** The newest that a life published. */
  private static Checkpoint last(Records records, String trainerId) {
    List<Checkpoint> all =
        checkpoints(records).stream()
            .filter(each -> each.getTrainerId().equals(trainerId))
            .toList();
    return all.get(all.size() - 1);
  }

  private static boolean hasState(Checkpoint checkpoint) {
    return StartingPoint.hasTrainingState(checkpoint);
  }

  private static List<Checkpoint> checkpoints(Records records) {
    return records.readAll(Topic.CHECKPOINTS, Checkpoint.class).stream()
        .map(ConsumerRecord::value)
        .sorted(Comparator.comparing(Checkpoint::getStep))
        .toList();
  }

  private static Map<String, String> hashes(Checkpoint checkpoint) {
    return checkpoint.getFiles().stream()
        .filter(file -> file.getName().endsWith(".safetensors") || file.getName().endsWith(".txt"))
        .collect(Collectors.toMap(CheckpointFile::getName, CheckpointFile::getSha256));
  }
}
