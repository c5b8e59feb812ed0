package dev.xmcgan.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.ImportProgress;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A process that imports, killed with {@code kill -9} and run again, on a real broker. */
class ImportKillTest {
  private static final int IMAGES = 40_000;
  private static final String PICTURE = "COCO_train2014_000000000001.jpg";

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir private Path folder;

  @Test
  void everyPairIsThereOnceAndTheSecondRunSendsOnlyTheRest() throws Exception {
    // given: as many images as ids, though of one file
    KafkaSettings settings = KAFKA.provision("import-kill-");
    Files.write(
        folder.resolve(PICTURE), new ScenePairs(SceneOptions.training(5, 1)).pair(0).image());
    Path annotations = annotations();
    try (Records records = KAFKA.records(settings)) {
      // when
      Process first = importing(settings, annotations);
      records.readRaw(Topic.IMPORT_PROGRESS, 1);
      first.destroyForcibly().waitFor();
      int before = records.readAllRaw(Topic.IMAGE_TEXT_PAIRS).size();
      Process second = importing(settings, annotations);
      String told = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      // then
      assertThat(second.waitFor()).as(told).isZero();
      assertThat(before).as("killed in the middle").isBetween(1, IMAGES - 1);
      assertThat(told).contains("sent %d pairs of coco14/train".formatted(IMAGES - before));
      assertThat(records.readAll(Topic.IMAGE_TEXT_PAIRS, ImageTextPair.class))
          .extracting(record -> record.value().getPairId())
          .hasSize(IMAGES)
          .doesNotHaveDuplicates();
      List<ImportProgress> progress =
          records.readAll(Topic.IMPORT_PROGRESS, ImportProgress.class).stream()
              .map(record -> record.value())
              .toList();
      assertThat(progress).extracting(ImportProgress::getPairs).isSorted();
      assertThat(progress.get(progress.size() - 1).getPlace()).isEqualTo(IMAGES);
    }
  }

  private Process importing(KafkaSettings settings, Path annotations) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.xmcgan.cli.Main",
            "import",
            "coco14",
            annotations.toString(),
            "--image-folder",
            folder.toString(),
            "--bootstrap-servers",
            settings.bootstrapServers(),
            "--registry",
            settings.registryUrl(),
            "--topic-prefix",
            settings.topicPrefix())
        .redirectErrorStream(true)
        .start();
  }

  private Path annotations() throws IOException {
    String images =
        IntStream.rangeClosed(1, IMAGES)
            .mapToObj(id -> "{\"id\": %d, \"file_name\": \"%s\"}".formatted(id, PICTURE))
            .collect(Collectors.joining(",\n"));
    String captions =
        IntStream.rangeClosed(1, IMAGES)
            .mapToObj(
                id ->
                    "{\"image_id\": %d, \"id\": %d, \"caption\": \"picture %d\"}"
                        .formatted(id, id, id))
            .collect(Collectors.joining(",\n"));
    return Files.writeString(
        folder.resolve("captions_train2014.json"),
        "{\"images\": [%s], \"annotations\": [%s]}".formatted(images, captions));
  }
}
