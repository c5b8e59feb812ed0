package dev.xmcgan.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.Device;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.curation.CurationListener;
import dev.xmcgan.trainer.curation.CurationSerdes;
import dev.xmcgan.trainer.curation.CurationStream;
import dev.xmcgan.trainer.curation.Pairs;
import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole way with the real model, a tiny one: pairs in, checkpoint out, restart, go on. */
class XmcGanTrainingTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path directory;

  @Test
  @Tag("promise-4")
  void rawPairsBecomeACheckpointThatDrawsAndThatARestartGoesOnFrom() throws Exception {
    // given
    KafkaSettings kafka = KAFKA.provision("xmcgan-");
    TextEncoder encoder = TinyModel.encoder(); // closed by the learners
    try (Records records = KAFKA.records(kafka);
        CurationStream curation = curation(kafka);
        XmcGan learners = TinyModel.learners(2, 1, encoder)) {
      curation.start();
      for (int i = 0; i < 6; i++) {
        sendRaw(records, i);
      }

      // when
      Checkpoint first;
      try (TestTrainer trainer = trainer(kafka, learners, "a")) {
        first = awaitCheckpoint(records, step -> step == 6);
      }

      // then: a checkpoint that generator workers can serve
      assertThat(first.getTextEncoder()).isEqualTo(encoder.id());
      assertThat(ModelConfig.fromJson(first.getModelConfig())).isEqualTo(TinyModel.CONFIG);
      assertThat(first.getFiles())
          .extracting(CheckpointFile::getName)
          .contains(
              "config.json",
              "generator.safetensors",
              "discriminator.safetensors",
              "trainer.safetensors");
      Path files = new CheckpointFetcher(kafka, directory.resolve("served")).fetch(first);
      try (ImageGenerator generator = ImageGenerator.load(files, encoder, Device.cpu())) {
        GeneratedImage image =
            generator
                .generate(List.of(new ImageRequest("a tree", 1, OptionalDouble.empty())))
                .get(0);
        assertThat(image.finite()).isTrue();
        assertThat(image.size()).isEqualTo(32);
      }
      assertThat(lastMetrics(records).getScalars()).containsKeys("d_loss", "g_loss");

      // when: the next one finds only Kafka
      sendRaw(records, 6);
      sendRaw(records, 7);
      try (TestTrainer trainer = trainer(kafka, learners, "b")) {
        // then: a slow one publishes on the way
        Checkpoint next = awaitCheckpoint(records, step -> step > 6);
        assertThat(next.getParentId()).isEqualTo(first.getCheckpointId());
        assertThat(awaitCheckpoint(records, step -> step == 8).getPairsSeen()).isEqualTo(16);
      }
    }
  }

  private TestTrainer trainer(KafkaSettings kafka, XmcGan learners, String place) {
    return new TestTrainer(kafka, TestTrainer.settings("one", directory.resolve(place)), learners);
  }

  private CurationStream curation(KafkaSettings kafka) {
    CurationListener silent =
        new CurationListener() {
          @Override
          public void accepted(Split split) {}

          @Override
          public void captionsDropped(RejectionReason reason, int count) {}

          @Override
          public void rejected(RejectionReason reason) {}
        };
    return new CurationStream(
        kafka,
        Pairs.rules(32, 0),
        CurationSerdes.of(new AvroSerdes(kafka)),
        silent,
        directory.resolve("curation"),
        1);
  }

  private static void sendRaw(Records records, int number) {
    records.send(
        Topic.IMAGE_TEXT_PAIRS, "p" + number, Pairs.pair("p" + number, number, "tree " + number));
  }

  private static Checkpoint awaitCheckpoint(Records records, LongPredicate step) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                records.readAll(Topic.CHECKPOINTS, Checkpoint.class).stream()
                    .map(ConsumerRecord::value)
                    .filter(each -> step.test(each.getStep()))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static TrainingMetrics lastMetrics(Records records) {
    var all = records.readAll(Topic.TRAINING_METRICS, TrainingMetrics.class);
    return all.get(all.size() - 1).value();
  }
}
