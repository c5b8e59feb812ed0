package dev.xmcgan.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.PlacedPair;
import dev.xmcgan.datasets.folder.FolderPairs;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker and registry. */
class PairImportTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();

  @Test
  void scenesArriveOnceHoweverOftenTheyAreImported() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("import-scenes-");
    ScenePairs scenes = new ScenePairs(SceneOptions.training(5, 30));

    // when
    importer(settings).run(scenes);
    importer(settings).run(scenes);
    importer(settings).run(new ScenePairs(SceneOptions.training(5, 40)));

    // then
    List<ImageTextPair> pairs = pairs(settings);
    assertThat(pairs)
        .extracting(ImageTextPair::getPairId)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.range(0, 40).mapToObj(i -> scenes.pair(i).id()).toList());
    ImageTextPair first =
        pairs.stream().filter(p -> p.getPairId().equals(scenes.pair(0).id())).findFirst().get();
    assertThat(first.getCaptions()).isEqualTo(scenes.pair(0).captions());
    assertThat(first.getImage().remaining()).isEqualTo(scenes.pair(0).image().length);
    assertThat(first.getSource()).isEqualTo("scenes");
    assertThat(first.getMetadata()).isEqualTo(scenes.pair(0).metadata());
    String topic = "import-scenes-image-text-pairs";
    assertThat(out.toString().lines())
        .containsExactly(
            "sent 30 pairs of scenes to " + topic,
            "sent 0 pairs of scenes to " + topic + ", 30 were there (--again sends them too)",
            "sent 10 pairs of scenes to " + topic + ", 30 were there (--again sends them too)");
  }

  @Test
  void againSendsEverythingFromTheStart() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("import-again-");
    ScenePairs scenes = new ScenePairs(SceneOptions.training(5, 3));
    importer(settings).run(scenes);

    // when
    new PairImport(settings, true, Clock.systemUTC(), new PrintWriter(out, true)).run(scenes);

    // then
    assertThat(pairs(settings)).hasSize(6);
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
    assertThat(pairs(settings))
        .singleElement()
        .satisfies(pair -> assertThat(pair.getCaptions()).containsExactly("a cat"));
    assertThat(out.toString())
        .contains("sent 1 pairs of folder:" + folder.getFileName())
        .contains("skipped 1: missing captions 1")
        .contains("dog.png");
  }

  @Test
  void whatIsTooLargeForARecordIsSkipped() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("import-large-");

    // when
    importer(settings).run(new Numbers(3, 1, Topic.MAX_RECORD_BYTES, Long.MAX_VALUE));

    // then
    assertThat(pairs(settings))
        .extracting(ImageTextPair::getPairId)
        .containsExactlyInAnyOrder("n/0", "n/2");
    assertThat(out.toString()).contains("skipped 1:").contains("n/1").contains("too large");
  }

  @Test
  void whatTheBrokerDoesNotTakeIsSkippedToo() throws Exception {
    // given: a topic that takes less than usual
    KafkaSettings settings = KAFKA.provision("import-small-");
    try (Admin admin = Admin.create(settings.admin())) {
      ConfigResource topic =
          new ConfigResource(ConfigResource.Type.TOPIC, settings.topic(Topic.IMAGE_TEXT_PAIRS));
      ConfigEntry limit = new ConfigEntry("max.message.bytes", "50000");
      admin
          .incrementalAlterConfigs(
              Map.of(topic, List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }

    // when
    importer(settings).run(new Numbers(300, 150, 100_000, Long.MAX_VALUE));

    // then
    assertThat(pairs(settings))
        .extracting(ImageTextPair::getPairId)
        .hasSize(299)
        .doesNotHaveDuplicates()
        .doesNotContain("n/150");
    assertThat(out.toString()).contains("sent 299 pairs").contains("n/150: 1000");
  }

  @Test
  void sourceThatBreaksOffIsGoneOnWithBehindTheLastWholeTransaction() throws Exception {
    // given: more than one transaction's pairs
    KafkaSettings settings = KAFKA.provision("import-broken-");
    Numbers breaking = new Numbers(12_000, -1, 0, 11_000);

    // when
    assertThatThrownBy(() -> importer(settings).run(breaking)).hasMessage("unplugged");
    int before = pairs(settings).size();
    importer(settings).run(new Numbers(12_000, -1, 0, Long.MAX_VALUE));

    // then
    assertThat(before).isBetween(1, 11_000);
    assertThat(pairs(settings))
        .extracting(ImageTextPair::getPairId)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.range(0, 12_000).mapToObj(i -> "n/" + i).toList());
    assertThat(out.toString()).contains("sent " + (12_000 - before) + " pairs of numbers");
  }

  @Test
  void brokerThatIsAwayIsToldInOneLine() {
    // given
    KafkaSettings nobody =
        new KafkaSettings(
            "127.0.0.1:9",
            KAFKA.registryUrl(),
            "import-nobody-",
            Map.of("default.api.timeout.ms", "500", "request.timeout.ms", "500"));

    // then
    assertThatThrownBy(() -> importer(nobody).run(new ScenePairs(SceneOptions.training(5, 3))))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("Kafka at 127.0.0.1:9 does not answer");
  }

  @Test
  void topicThatIsMissingIsNamed() {
    assertThatThrownBy(
            () ->
                importer(KAFKA.settings("import-unprovisioned-"))
                    .run(new ScenePairs(SceneOptions.training(5, 3))))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("import-unprovisioned-import-progress")
        .hasMessageContaining("provision");
  }

  private PairImport importer(KafkaSettings settings) {
    return new PairImport(settings, false, Clock.systemUTC(), new PrintWriter(out, true));
  }

  private static List<ImageTextPair> pairs(KafkaSettings settings) {
    try (Records records = KAFKA.records(settings)) {
      return records.readAll(Topic.IMAGE_TEXT_PAIRS, ImageTextPair.class).stream()
          .map(record -> record.value())
          .toList();
    }
  }

  /**
   * Pairs that are cheap.
   *
   * @param large the one that has so many bytes
   * @param end where reading fails
   */
  private record Numbers(long all, long large, int bytes, long end) implements PairSource {
    @Override
    public String name() {
      return "numbers";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public OptionalLong count() {
      return OptionalLong.of(all);
    }

    @Override
    public Stream<PlacedPair> pairs(long from, Consumer<PairProblem> problems) {
      return LongStream.range(from, all).mapToObj(i -> new PlacedPair(i + 1, pair(i)));
    }

    private CaptionedImage pair(long i) {
      if (i == end) {
        throw new UncheckedIOException(new java.io.IOException("unplugged"));
      }
      byte[] image = new byte[i == large ? bytes : 8];
      return new CaptionedImage("n/" + i, List.of("number " + i), image, name(), Map.of());
    }
  }
}
