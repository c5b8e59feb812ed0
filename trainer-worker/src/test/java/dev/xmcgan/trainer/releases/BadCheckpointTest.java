package dev.xmcgan.trainer.releases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.config.Keys;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.gate.GateOpener;
import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad checkpoints forced in past the gate, with the real model, the real judge and the shipped
 * weights as the good one. No worker is there to complain.
 */
@Tag("promise-5")
class BadCheckpointTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Path HOME = Path.of(System.getProperty("xmcgan.home"));
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What is judged by its first set alone must not take as long as this many whole judgements. */
  private static final int JUDGEMENTS = 3;

  private static final int PAIRS = 32;

  @TempDir private static Path directory;
  private static XmcGan networks;
  private static KafkaSettings kafka;
  private static Records records;
  private static TestCheckpoints checkpoints;
  private static ReleaseController keeper;

  /** From the keeper's start until a good checkpoint is judged by all sets, in this very run. */
  private static Duration judging;

  @BeforeAll
  static void serveTheStarter() throws Exception {
    kafka = KAFKA.provision("bad-checkpoints-");
    records = KAFKA.records(kafka);
    TextEncoder encoder =
        TextEncoder.load(HOME.resolve("model/target/text-encoder/all-MiniLM-L6-v2"), Device.cpu());
    networks =
        new XmcGan(ModelConfig.starter64(), TrainingConfig.starter(), encoder, Device.cpu(), 1);
    checkpoints = new TestCheckpoints(kafka, records, directory.resolve("written"), encoder.id());
    ScenePairs scenes = new ScenePairs(SceneOptions.training(3, PAIRS));
    for (int i = 0; i < PAIRS; i++) {
      CaptionedImage pair = scenes.pair(i);
      checkpoints.pair(Split.HELD_OUT, pair.id(), pair.captions().get(0), pair.image(), 64);
    }
    checkpoints.publish("good", 1, files("good", HOME.resolve("starter")));
    checkpoints.force("good", false);
    keeper = keeper();
    Instant started = Instant.now();
    keeper.start();
    awaitVerdict("good", Verdict.BLESSED);
    judging = Duration.between(started, Instant.now());
  }

  @AfterAll
  static void close() {
    keeper.close();
    networks.close();
    checkpoints.close();
    records.close();
  }

  @Test
  void randomWeightsDrawWorseImagesAndAreTakenBack() throws Exception {
    // given
    checkpoints.publish("random", 2, random("random", ModelConfig.starter64(), weights -> weights));

    // when
    Evaluation barred = forceAndAwaitTheWayBack("random");

    // then: by its scores
    assertThat(barred.getReasons()).anyMatch(reason -> reason.startsWith("kid of fresh "));
    assertThat(barred.getComparedWith()).isEqualTo("good");
  }

  @Test
  void weightsThatAreNotFiniteAreTakenBack() throws Exception {
    // given
    checkpoints.publish(
        "nan",
        2,
        random(
            "nan",
            ModelConfig.starter64(),
            weights -> {
              String first = weights.asMap().keySet().iterator().next();
              weights.get(first).muli(Float.NaN);
              return weights;
            }));

    // then
    assertThat(forceAndAwaitTheWayBack("nan").getReasons())
        .anyMatch(each -> each.contains("holds NaN"));
  }

  @Test
  void anotherArchitectureIsTakenBack() throws Exception {
    // given: weights of one shape under the configuration of another
    Path files = files("shape", HOME.resolve("starter"));
    CheckpointFiles.writeConfig(files, ModelConfig.official128());
    checkpoints.publish("shape", 2, files);

    // then
    forceAndAwaitTheWayBack("shape");
  }

  @Test
  void aWrongHashIsTakenBack() throws Exception {
    // given
    Checkpoint manifest = checkpoints.publish("hash", 2, files("hash", HOME.resolve("starter")));
    forge(manifest, file -> CheckpointFile.newBuilder(file).setSha256("0".repeat(64)).build());

    // then
    assertThat(forceAndAwaitTheWayBack("hash").getReasons())
        .anyMatch(reason -> reason.contains("SHA-256"));
  }

  @Test
  void truncatedChunksAreTakenBack() throws Exception {
    // given: the last chunk was never written
    Checkpoint manifest = checkpoints.publish("cut", 2, files("cut", HOME.resolve("starter")));
    forge(
        manifest,
        file -> {
          List<Long> offsets = new ArrayList<>(file.getOffsets());
          offsets.set(offsets.size() - 1, 1_000_000L);
          return CheckpointFile.newBuilder(file).setOffsets(offsets).build();
        });

    // then
    assertThat(forceAndAwaitTheWayBack("cut").getReasons())
        .anyMatch(reason -> reason.contains("is not there"));
  }

  @Test
  void whatAPersonPinnedStays() throws Exception {
    // given
    checkpoints.publish("art", 2, random("art", ModelConfig.starter64(), weights -> weights));

    // when
    checkpoints.force("art", true);

    // then: judged, and left
    awaitVerdict("art", Verdict.REJECTED);
    assertThat(served().getCheckpointId()).isEqualTo("art");

    // when
    Evaluation barred = forceAndAwaitTheWayBack("art");

    // then: without the pin it is not
    assertThat(barred.getVerdict()).isEqualTo(Verdict.BARRED);
  }

  private static Evaluation forceAndAwaitTheWayBack(String id) {
    Instant forced = Instant.now();
    checkpoints.force(id, false);
    await()
        .atMost(PATIENCE)
        .until(BadCheckpointTest::served, release -> id.equals(release.getRolledBackFrom()));
    Duration took = Duration.between(forced, served().getReleasedAt());
    System.out.printf(
        "%s was rolled back after %d ms; a good one was judged in %d ms%n",
        id, took.toMillis(), judging.toMillis());
    assertThat(served().getCheckpointId()).isEqualTo("good");
    assertThat(took).isLessThan(judging.multipliedBy(JUDGEMENTS));
    return awaitVerdict(id, Verdict.BARRED);
  }

  private static ReleaseController keeper() {
    AvroSerdes serdes = new AvroSerdes(kafka);
    TrainerSettings settings =
        Keys.trainer(
            "trainer",
            directory,
            Map.of(
                "gate.images",
                Integer.toString(PAIRS),
                "gate.fewest-pairs",
                Integer.toString(PAIRS),
                "gate.without-scores",
                "release",
                "gate.rejections",
                "50"));
    return new ReleaseController(
        settings,
        kafka,
        serdes,
        GateOpener.onKafka(settings, kafka, serdes, networks, Clock.systemUTC()),
        () -> true,
        new StatusBoard("trainer", "stable", Clock.systemUTC()),
        new TrainerMeters(new SimpleMeterRegistry()),
        Clock.systemUTC());
  }

  /** A copy of a checkpoint's files that serving needs. */
  private static Path files(String id, Path from) throws IOException {
    Path target = Files.createDirectories(directory.resolve("written").resolve(id));
    for (String name : List.of("config.json", "generator.safetensors")) {
      Files.copy(from.resolve(name), target.resolve(name));
    }
    return target;
  }

  private static Path random(String id, ModelConfig config, UnaryOperator<Parameters> change)
      throws IOException {
    Path target = Files.createDirectories(directory.resolve("written").resolve(id));
    Generator generator = new Generator(config);
    try (NDManager manager = NDManager.newBaseManager()) {
      CheckpointFiles.writeConfig(target, config);
      CheckpointFiles.writeGenerator(
          target,
          change.apply(generator.newParameters(manager, 5)),
          generator.newStatistics(manager));
    }
    return target;
  }

  /** The manifest again, with the weights' entry changed. */
  private static void forge(Checkpoint manifest, UnaryOperator<CheckpointFile> change) {
    List<CheckpointFile> files =
        manifest.getFiles().stream()
            .map(file -> file.getName().startsWith("generator") ? change.apply(file) : file)
            .toList();
    Checkpoint forged = Checkpoint.newBuilder(manifest).setFiles(files).build();
    records.send(Topic.CHECKPOINTS, forged.getCheckpointId(), forged);
  }

  private static Release served() {
    List<ConsumerRecord<String, Release>> all = records.readAll(Topic.RELEASES, Release.class);
    return all.get(all.size() - 1).value();
  }

  private static Evaluation awaitVerdict(String id, Verdict verdict) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                records.readAll(Topic.EVALUATIONS, Evaluation.class).stream()
                    .map(ConsumerRecord::value)
                    .filter(each -> each.getCheckpointId().equals(id))
                    .reduce(new Evaluation(), (first, second) -> second),
            found -> found.getVerdict() == verdict);
  }
}
