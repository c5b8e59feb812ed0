package dev.xmcgan.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.CommandRun;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.PlacedPair;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
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
    byte[] cat = new ScenePairs(SceneOptions.training(5, 1)).pair(0).image();
    Files.write(folder.resolve("cat.png"), cat);
    Files.writeString(folder.resolve("cat.txt"), "a cat\n\u200b\n");
    Files.write(folder.resolve("dog.png"), cat);
    Files.write(folder.resolve("page.png"), new byte[] {4});
    Files.writeString(folder.resolve("page.txt"), "a page");

    // when
    CommandRun run = importFolder(settings);

    // then: what the folder's names tell comes before, what its files hold behind
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(pairs(settings))
        .singleElement()
        .satisfies(pair -> assertThat(pair.getCaptions()).containsExactly("a cat"));
    assertThat(run.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("skipped 1: missing captions 1"),
            line -> assertThat(line).contains("dog.png: no captions: there is no dog.txt"),
            line -> assertThat(line).startsWith("sent 1 pairs of folder:" + folder.getFileName()),
            line ->
                assertThat(line).isEqualTo("skipped 2: no caption 1, unsupported format (png) 1"),
            line -> assertThat(line).contains("cat.txt:2: the caption must not be empty"),
            line -> assertThat(line).contains("page.png: is none of"));
  }

  @Test
  void theSameIsToldAsOneJsonObject() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("import-json-");
    byte[] cat = new ScenePairs(SceneOptions.training(5, 1)).pair(0).image();
    Files.write(folder.resolve("cat.png"), cat);
    Files.writeString(folder.resolve("cat.txt"), "a cat");
    for (int i = 0; i < 5; i++) {
      Files.write(folder.resolve(i + ".heic"), cat);
    }

    // when
    CommandRun run = importFolder(settings, "--json");
    CommandRun again = importFolder(settings, "--json");

    // then
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.path("source").asText()).isEqualTo("folder:" + folder.getFileName());
    assertThat(json.path("topic").asText()).isEqualTo("import-json-image-text-pairs");
    assertThat(json.path("sent").asLong()).isEqualTo(1);
    assertThat(json.path("there").asLong()).isZero();
    assertThat(json.path("skipped").path("count").asLong()).isEqualTo(5);
    JsonNode kind = json.path("skipped").path("kinds").get(0);
    assertThat(kind.path("kind").asText()).isEqualTo("unsupported format (heic)");
    assertThat(kind.path("count").asLong()).isEqualTo(5);
    assertThat(kind.path("reasons")).hasSize(3);
    assertThat(again.code()).as("all is there").isEqualTo(ExitCode.OK);
    assertThat(new ObjectMapper().readTree(again.out()).path("there").asLong()).isEqualTo(1);
  }

  @Test
  void shardsAreGoneOnWithAndNoPairComesTwice() throws Exception {
    // given: a shard that is broken behind its second sample
    KafkaSettings settings = KAFKA.provision("import-shards-");
    byte[] cat = new ScenePairs(SceneOptions.training(5, 1)).pair(0).image();
    ByteArrayOutputStream shard = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(shard)) {
      for (int i = 0; i < 3; i++) {
        put(tar, i + ".png", cat);
        put(tar, i + ".txt", ("cat " + i).getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] whole = shard.toByteArray();
    int record = TarConstants.DEFAULT_RCDSIZE;
    int sample = 3 * record + (cat.length + record - 1) / record * record;
    Files.write(folder.resolve("0.tar"), whole);
    Files.write(folder.resolve("1.tar"), Arrays.copyOf(whole, 2 * sample + record + 100));

    // when
    CommandRun first = importing(settings, "webdataset");
    CommandRun second = importing(settings, "webdataset");

    // then
    String name = "webdataset:" + folder.getFileName();
    assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.OK);
    assertThat(first.out())
        .contains("sent 5 pairs of " + name)
        .contains("1.tar: cannot be read: after 2 samples");
    assertThat(second.out()).contains("sent 0 pairs of " + name).contains(", 5 were there");
    assertThat(second.code()).isEqualTo(ExitCode.OK);
    assertThat(pairs(settings)).hasSize(5);
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  @Test
  void anImportOfNothingFails() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("import-nothing-");
    Files.write(folder.resolve("cat.png"), new byte[] {1});

    // when
    CommandRun run = importFolder(settings);

    // then
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).contains("cat.png: no captions").contains("sent 0 pairs");
    assertThat(run.err().lines())
        .containsExactly(
            "xmcgan: nothing of folder:%s could be sent".formatted(folder.getFileName()));
    assertThat(pairs(settings)).isEmpty();
  }

  @Test
  void captionsBeyondWhatAPairMayHaveAreTold() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("import-captions-");
    byte[] cat = new ScenePairs(SceneOptions.training(5, 1)).pair(0).image();
    Files.write(folder.resolve("cat.png"), cat);
    Files.write(
        folder.resolve("cat.txt"), IntStream.range(0, 102).mapToObj(i -> "cat " + i).toList());

    // when
    CommandRun run = importFolder(settings);

    // then
    assertThat(pairs(settings))
        .singleElement()
        .satisfies(pair -> assertThat(pair.getCaptions()).hasSize(100));
    assertThat(run.out())
        .contains("captions: too many captions 1")
        .contains("2 left out: 102 captions, at most 100 are taken");
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
      await()
          .until(
              () -> admin.describeConfigs(List.of(topic)).all().get().get(topic),
              config -> config.get(limit.name()).value().equals(limit.value()));
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

  private CommandRun importFolder(KafkaSettings settings, String... more) {
    return importing(settings, "folder", more);
  }

  private CommandRun importing(KafkaSettings settings, String format, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("import", format, folder.toString(), "--topic-prefix", settings.topicPrefix()));
    arguments.addAll(List.of("--bootstrap-servers", settings.bootstrapServers()));
    arguments.addAll(List.of("--registry", settings.registryUrl()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
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
        throw new UncheckedIOException(new IOException("unplugged"));
      }
      byte[] image = new byte[i == large ? bytes : 8];
      return new CaptionedImage("n/" + i, List.of("number " + i), image, name(), Map.of());
    }
  }
}
