package dev.xmcgan.trainer.training;

import static dev.xmcgan.testsupport.Records.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingAlert;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker: a trainer follows what people and the gate decide while it runs. */
@Tag("promise-5")
@Tag("promise-8")
class WaysBackTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final int PAIRS = FakeLearners.EXAMPLES;

  private final FakeLearners learners = new FakeLearners();
  @TempDir private Path directory;
  private LoopTopics topics;
  private TestTrainer trainer;

  @BeforeEach
  void startTraining() {
    topics = new LoopTopics(KAFKA, "ways-back-", directory);
    trainer =
        new TestTrainer(
            topics.kafka,
            TestTrainer.settings("one", directory, Map.of("auto-release", "false")),
            learners);
  }

  @AfterEach
  void close() throws Exception {
    trainer.close();
    topics.close();
  }

  @Test
  void afterARollbackTheSameProcessGoesOnFromTheNamedCheckpoint() throws Exception {
    // given
    Checkpoint first = learn(0);
    Checkpoint second = learn(1);
    release(to(second).setPreviousCheckpointId(first.getCheckpointId()));
    learn(2);

    // when
    bar(second);
    release(
        to(first)
            .setPreviousCheckpointId(second.getCheckpointId())
            .setRolledBackFrom(second.getCheckpointId()));

    // then
    await().atMost(PATIENCE).until(() -> learners.origins.contains(first.getCheckpointId()));
    learnAgain(3, first, second);
    assertThat(trainer.isRunning()).isTrue();
    assertThat(learners.origins).containsExactly("created", first.getCheckpointId());
  }

  @Test
  void trainingLeavesALineThatComesOfABarredOne() throws Exception {
    // given: second was never released
    Checkpoint first = learn(0);
    release(to(first));
    Checkpoint second = learn(1);
    learn(2);

    // when
    bar(second);

    // then: what came of first before second is sound
    await().atMost(PATIENCE).until(() -> learners.origins.size() == 2);
    learnAgain(3, first, second);
    assertThat(learners.origins).hasSize(2).doesNotContain(second.getCheckpointId());
  }

  @Test
  void aPromotedCheckpointOfAnotherLineIsTrainedFrom() throws Exception {
    // given
    Checkpoint first = learn(0);
    release(to(first));
    Checkpoint second = learn(1);
    release(to(second).setPreviousCheckpointId(first.getCheckpointId()));

    // when: the older one again, and pinned
    release(to(first).setPreviousCheckpointId(second.getCheckpointId()).setPinned(true));

    // then
    await().atMost(PATIENCE).until(() -> learners.origins.contains(first.getCheckpointId()));
    learnAgain(2, first, second);
    assertThat(learners.origins).containsExactly("created", first.getCheckpointId());
  }

  @Test
  void aReleaseThatCannotBeTrainedOnIsWaitedOut() throws Exception {
    // given
    Checkpoint first = learn(0);
    release(to(first));
    Checkpoint second = learn(1);

    // when: pinned by a person
    learners.untrainable = Set.of(first.getCheckpointId());
    release(to(first).setPinned(true));

    // then: longer than failures are borne
    await().atMost(PATIENCE).until(() -> trainer.state() == WorkerState.WAITING_FOR_RELEASE);
    assertThat(trainer.board.detail()).contains(first.getCheckpointId(), "is missing");
    await()
        .during(Duration.ofSeconds(6))
        .atMost(PATIENCE)
        .until(() -> trainer.isRunning() && learners.origins.equals(List.of("created")));

    // when
    release(to(second).setPreviousCheckpointId(first.getCheckpointId()));

    // then
    await().atMost(PATIENCE).until(() -> learners.origins.contains(second.getCheckpointId()));
    learnAgain(2, second);
  }

  @Test
  void anOrdinaryReleaseDoesNotDisturbTraining() throws Exception {
    // given
    Checkpoint first = learn(0);
    Checkpoint second = learn(1);

    // when: the gate is behind the training
    release(to(first));
    Checkpoint third = learn(2);
    release(to(second).setPreviousCheckpointId(first.getCheckpointId()));
    Checkpoint fourth = learn(3);

    // then
    assertThat(isOf(fourth, third)).isTrue();
    assertThat(learners.origins).containsExactly("created");
  }

  @Test
  void aRejectedLineIsTriedAgainFromTheBestMoreSlowlyAndSaysSo() throws Exception {
    // given
    Checkpoint first = learn(0);
    release(to(first));
    Checkpoint second = learn(1);

    // when
    release(to(first).setTrainFrom(first.getCheckpointId()).setTrainRate(0.5));

    // then
    await().atMost(PATIENCE).until(() -> learners.origins.contains(first.getCheckpointId()));
    Checkpoint next = learnAgain(2, first, second);
    assertThat(learners.rates).containsExactly(0.5);
    assertThat(topics.last(Topic.TRAINING_METRICS, TrainingMetrics.class).getAlerts())
        .contains(TrainingAlert.CANDIDATES_REJECTED);

    // when: released, and resumed later
    release(to(next).setPreviousCheckpointId(first.getCheckpointId()));
    trainer.close();
    trainer =
        new TestTrainer(
            topics.kafka,
            TestTrainer.settings("one", directory, Map.of("auto-release", "false")),
            learners);

    // then: the line keeps its rate
    await().atMost(PATIENCE).until(() -> learners.rates.size() == 2);
    assertThat(learners.rates).containsExactly(0.5, 0.5);
    assertThat(learners.origins).endsWith(next.getCheckpointId());
  }

  /** The round's pairs, a step for each, and the checkpoint that has learned all until then. */
  private Checkpoint learn(int round) {
    topics.send(Split.TRAIN, round * PAIRS, PAIRS);
    return topics.awaitCheckpoint((round + 1L) * PAIRS);
  }

  /** The same on a new branch, where all that came after the first round is learned again. */
  private Checkpoint learnAgain(int round, Checkpoint from, Checkpoint... avoided) {
    topics.send(Split.TRAIN, round * PAIRS, PAIRS);
    return await()
        .atMost(PATIENCE)
        .until(
            () -> newestOf(from, avoided).filter(each -> knows(each, round)), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<Checkpoint> newestOf(Checkpoint from, Checkpoint... avoided) {
    return topics.checkpoints().stream()
        .filter(each -> !each.getCheckpointId().equals(from.getCheckpointId()))
        .filter(each -> isOf(each, from))
        .filter(each -> Stream.of(avoided).noneMatch(bad -> isOf(each, bad)))
        .max(Comparator.comparing(Checkpoint::getCreatedAt));
  }

  private boolean knows(Checkpoint checkpoint, int round) {
    try {
      return topics
          .captionsIn(checkpoint)
          .containsAll(LoopTopics.captions(2 * PAIRS, (round - 1) * PAIRS));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isOf(Checkpoint checkpoint, Checkpoint ancestor) {
    Map<String, Checkpoint> all =
        topics.checkpoints().stream()
            .collect(
                Collectors.toMap(
                    Checkpoint::getCheckpointId, Function.identity(), (old, revised) -> revised));
    return new ReleaseSnapshot(all, Map.of(), Map.of())
        .lineage(checkpoint.getCheckpointId())
        .contains(ancestor.getCheckpointId());
  }

  private static Release.Builder to(Checkpoint checkpoint) {
    return Release.newBuilder()
        .setChannel("stable")
        .setCheckpointId(checkpoint.getCheckpointId())
        .setReleasedBy("ann")
        .setReason("by hand")
        .setReleasedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  private void release(Release.Builder release) {
    topics.records.send(Topic.RELEASES, "stable", release.build());
  }

  private void bar(Checkpoint checkpoint) {
    topics.records.send(
        Topic.EVALUATIONS,
        checkpoint.getCheckpointId(),
        Evaluation.newBuilder()
            .setCheckpointId(checkpoint.getCheckpointId())
            .setVerdict(Verdict.BARRED)
            .setReasons(List.of("all grey"))
            .setDecidedBy("ann")
            .setDecidedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .build());
  }
}
