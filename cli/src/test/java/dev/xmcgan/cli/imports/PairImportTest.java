package dev.xmcgan.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.datasets.folder.FolderPairs;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.latest.LatestByKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker and registry. */
class PairImportTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();

  @Test
  void scenesArriveUnderTheSameIdsHoweverOftenTheyAreImported() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("import-scenes-");
    ScenePairs scenes = new ScenePairs(SceneOptions.training(5, 30));

    // when
    importer(settings).run(scenes);
    importer(settings).run(scenes);

    // then
    Map<String, ImageTextPair> pairs = pairs(settings);
    assertThat(pairs).hasSize(30);
    ImageTextPair first = pairs.get(scenes.pair(0).id());
    assertThat(first.getCaptions()).isEqualTo(scenes.pair(0).captions());
    assertThat(first.getImage().remaining()).isEqualTo(scenes.pair(0).image().length);
    assertThat(first.getSource()).isEqualTo("scenes");
    assertThat(first.getMetadata()).isEqualTo(scenes.pair(0).metadata());
    assertThat(out.toString().lines())
        .containsOnly("sent 30 pairs of scenes to import-scenes-image-text-pairs");
  }

  @Test
  void folderTellsWhatItSkippedAndWhy() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("import-folder-");
    Files.write(folder.resolve("cat.png"), new byte[] {1, 2, 3});
    Files.writeString(folder.resolve("cat.txt"), "a cat\n");
    Files.write(folder.resolve("dog.png"), new byte[] {4});

    // when
    importer(settings).run(new FolderPairs(folder));

    // then
    assertThat(pairs(settings).values())
        .singleElement()
        .satisfies(pair -> assertThat(pair.getCaptions()).containsExactly("a cat"));
    assertThat(out.toString())
        .contains("sent 1 pairs of folder:" + folder.getFileName())
        .contains("skipped 1:")
        .contains("dog.png");
  }

  @Test
  void brokerThatIsAwayIsToldInOneLine() {
    // given
    KafkaSettings nobody =
        new KafkaSettings(
            "127.0.0.1:9", KAFKA.registryUrl(), "import-nobody-", Map.of("max.block.ms", "500"));

    // then
    assertThatThrownBy(() -> importer(nobody).run(new ScenePairs(SceneOptions.training(5, 3))))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("Kafka");
  }

  private PairImport importer(KafkaSettings settings) {
    return new PairImport(settings, new PrintWriter(out, true));
  }

  private static Map<String, ImageTextPair> pairs(KafkaSettings settings) throws Exception {
    try (LatestByKey<ImageTextPair> pairs =
        new LatestByKey<>(settings, Topic.IMAGE_TEXT_PAIRS, ImageTextPair.class)) {
      pairs.start();
      assertThat(pairs.awaitCaughtUp(Duration.ofSeconds(30))).isTrue();
      return pairs.all();
    }
  }
}
