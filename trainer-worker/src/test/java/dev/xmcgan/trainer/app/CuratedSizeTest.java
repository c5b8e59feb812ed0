package dev.xmcgan.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.config.Keys;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker: channels with larger models come while a trainer of 64 pixels curates. */
class CuratedSizeTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final AtomicInteger TESTS = new AtomicInteger();

  private final List<Integer> grown = new CopyOnWriteArrayList<>();
  @TempDir private Path directory;
  private KafkaSettings kafka;
  private Records records;

  @BeforeEach
  void provision() {
    kafka = KAFKA.provision("curated-size-" + TESTS.incrementAndGet() + "-");
    records = KAFKA.records(kafka);
    trained("own", ModelConfig.starter64(), "stable");
    release("own", "stable");
  }

  @AfterEach
  void close() {
    records.close();
  }

  @Test
  void itGrowsWithWhatOtherChannelsTrainAndServe() throws Exception {
    try (CuratedSize size = curatedSize(Map.of())) {
      // given
      assertThat(size.edge()).isEqualTo(64);
      size.follow(grown::add);

      // when: another channel makes its first checkpoint, which nobody released
      trained("large-1", ModelConfig.official128(), "large");

      // then
      await().atMost(Records.PATIENCE).until(() -> grown.equals(List.of(128)));

      // when: more of it, a smaller one, and what was imported and serves a third
      trained("large-2", ModelConfig.official128(), "large");
      trained("own-2", ModelConfig.starter64(), "stable");
      trained("imported", ModelConfig.official256(), null);
      release("imported", "larger");

      // then: each size is told once
      await().atMost(Records.PATIENCE).until(() -> grown.equals(List.of(128, 256)));
    }

    // and: whoever starts now begins with it
    try (CuratedSize size = curatedSize(Map.of())) {
      assertThat(size.edge()).isEqualTo(256);
    }
  }

  @Test
  void whatIsConfiguredStays() throws Exception {
    // given
    trained("large", ModelConfig.official128(), "large");

    // when
    try (CuratedSize size = curatedSize(Map.of("image-size", "96"))) {
      // then
      assertThat(size.edge()).isEqualTo(96);
    }
    assertThatThrownBy(() -> curatedSize(Map.of("image-size", "32")))
        .hasMessageContaining("xmcgan.trainer.image-size must be at least 64");
  }

  private CuratedSize curatedSize(Map<String, String> keys) throws InterruptedException {
    TrainerSettings settings = Keys.trainer("one", directory, keys);
    return new CuratedSize(settings, kafka, new AvroSerdes(kafka), () -> false);
  }

  private void trained(String id, ModelConfig model, String channel) {
    records.send(
        Topic.CHECKPOINTS,
        id,
        Checkpoint.newBuilder()
            .setCheckpointId(id)
            .setTrainerId("trainer")
            .setStep(1)
            .setPairsSeen(1)
            .setModelConfig(model.toJson())
            .setTextEncoder("fake@123456789012")
            .setFiles(List.of())
            .setCreatedAt(Instant.EPOCH)
            .setChannel(channel)
            .build());
  }

  private void release(String id, String channel) {
    records.send(
        Topic.RELEASES,
        channel,
        Release.newBuilder()
            .setChannel(channel)
            .setCheckpointId(id)
            .setReleasedBy("somebody")
            .setReason("good")
            .setReleasedAt(Instant.EPOCH)
            .build());
  }
}
