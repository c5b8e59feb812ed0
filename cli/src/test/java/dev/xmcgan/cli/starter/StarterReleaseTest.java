package dev.xmcgan.cli.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.cli.data.Home;
import dev.xmcgan.safetensors.Sha256;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.CompactedTopic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker and registry. */
class StarterReleaseTest {

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir private Path root;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void layOutTheEncoder() throws Exception {
    Path encoder =
        Files.createDirectories(root.resolve("model/target/text-encoder/all-MiniLM-L6-v2"));
    Files.writeString(encoder.resolve("model.safetensors"), "weights");
  }

  @Test
  void shippedWeightsAreReleasedOnce() throws Exception {
    // given
    Path starter = Files.createDirectory(root.resolve("starter"));
    Files.writeString(starter.resolve("config.json"), "{\"name\": \"tiny\"}");
    Files.writeString(starter.resolve("generator.safetensors"), "weights");
    KafkaSettings settings = KAFKA.provision("starter-once-");
    StarterRelease release = new StarterRelease(settings, new Home(root));

    boolean before = release.isReleased();

    // when
    boolean first = release.publishIfNothingIsReleased(said::add);
    boolean second = release.publishIfNothingIsReleased(said::add);

    // then
    assertThat(before).isFalse();
    assertThat(first).isTrue();
    assertThat(second).isTrue();
    assertThat(release.isReleased()).isTrue();
    String id = latest(settings, Topic.RELEASES, Release.class).get("stable").getCheckpointId();
    assertThat(id).isEqualTo("starter-" + Sha256.of(starter.resolve("generator.safetensors"), 12));
    assertThat(said).containsExactly("released the shipped weights as stable: " + id);
    Map<String, Checkpoint> checkpoints = latest(settings, Topic.CHECKPOINTS, Checkpoint.class);
    assertThat(checkpoints).containsOnlyKeys(id);
    Checkpoint checkpoint = checkpoints.get(id);
    assertThat(checkpoint.getTextEncoder()).startsWith("all-MiniLM-L6-v2@").hasSize(17 + 12);
    assertThat(checkpoint.getModelConfig()).contains("tiny");
    assertThat(checkpoint.getFiles())
        .extracting(CheckpointFile::getName)
        .containsExactly("config.json", "generator.safetensors");
  }

  @Test
  void withoutWeightsTheUserIsToldThatWorkersWait() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("starter-none-");

    // when
    boolean released =
        new StarterRelease(settings, new Home(root)).publishIfNothingIsReleased(said::add);

    // then
    assertThat(released).isFalse();
    assertThat(said).singleElement().asString().contains("no weights", "workers wait");
    assertThat(latest(settings, Topic.RELEASES, Release.class)).isEmpty();
  }

  private static <T extends SpecificRecord> Map<String, T> latest(
      KafkaSettings settings, Topic topic, Class<T> type) throws Exception {
    try (CompactedTopic<T> values = new CompactedTopic<>(settings, topic, type)) {
      values.start();
      assertThat(values.awaitCaughtUp(Duration.ofSeconds(30))).isTrue();
      return values.all();
    }
  }
}
