package dev.xmcgan.trainer.releases;

import static dev.xmcgan.testsupport.Records.PATIENCE;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.config.GateConfig.WithoutScores;
import dev.xmcgan.trainer.config.Keys;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.gate.FakeGate;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Release keepers on one test's own topics, and what they decided. */
final class Keepers implements AutoCloseable {
  /** Held-out pairs without which nothing is scored. */
  static final int FEWEST = 4;

  private static final AtomicInteger TESTS = new AtomicInteger();

  final StatusBoard board = new StatusBoard("keeper", "stable", Clock.systemUTC());
  final FakeGate gate = new FakeGate();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Records records;
  final TestCheckpoints checkpoints;
  private final KafkaSettings kafka;
  private final Path directory;

  Keepers(TestKafka broker, String prefix, Path directory) {
    this.kafka = broker.provision(prefix + TESTS.incrementAndGet() + "-");
    this.records = broker.records(kafka);
    this.checkpoints = new TestCheckpoints(kafka, records, directory.resolve("written"), "fake@1");
    this.directory = directory;
  }

  /** As many held-out pairs, and as many that must not be used. */
  void heldOut(int pairs) {
    byte[] png = PngFile.encode(new RgbImage(2, 2, new byte[12]));
    for (int i = 0; i < pairs; i++) {
      checkpoints.pair(Split.HELD_OUT, "p" + i, "a tree " + i, png, 2);
      checkpoints.pair(Split.TRAIN, "t" + i, "never drawn", png, 2);
    }
  }

  /** A keeper that is on duty and releases what cannot be scored. */
  ReleaseController start(String id) {
    return start(id, WithoutScores.RELEASE, () -> true);
  }

  ReleaseController start(String id, WithoutScores policy, BooleanSupplier onDuty) {
    return start(gate, id, policy, onDuty);
  }

  ReleaseController start(FakeGate fake, String id, WithoutScores policy, BooleanSupplier onDuty) {
    TrainerSettings settings = settings(id, policy);
    ReleaseController keeper =
        new ReleaseController(
            settings,
            kafka,
            new AvroSerdes(kafka),
            fake.onKafka(kafka, settings),
            onDuty,
            board,
            new TrainerMeters(meters),
            Clock.systemUTC());
    keeper.start();
    return keeper;
  }

  private TrainerSettings settings(String id, WithoutScores policy) {
    return Keys.trainer(
        id,
        directory,
        Map.of(
            "gate.images",
            "8",
            "gate.fewest-pairs",
            Integer.toString(FEWEST),
            "gate.without-scores",
            policy.name(),
            "gate.rejections",
            "3"));
  }

  List<Release> releases() {
    return records.readAll(Topic.RELEASES, Release.class).stream()
        .map(ConsumerRecord::value)
        .toList();
  }

  /** Waits until the newest release is of that checkpoint. */
  Release awaitRelease(String checkpointId) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List<Release> all = releases();
              return all.isEmpty() ? new Release() : all.get(all.size() - 1);
            },
            newest -> checkpointId.equals(newest.getCheckpointId()));
  }

  /** The newest of that checkpoint, or an empty one. */
  Evaluation evaluation(String checkpointId) {
    List<Evaluation> found =
        records.readAll(Topic.EVALUATIONS, Evaluation.class).stream()
            .map(ConsumerRecord::value)
            .filter(each -> each.getCheckpointId().equals(checkpointId))
            .toList();
    return found.isEmpty() ? new Evaluation() : found.get(found.size() - 1);
  }

  Evaluation awaitVerdict(String checkpointId, Verdict verdict) {
    return await()
        .atMost(PATIENCE)
        .until(() -> evaluation(checkpointId), found -> found.getVerdict() == verdict);
  }

  @Override
  public void close() {
    checkpoints.close();
    records.close();
  }
}
