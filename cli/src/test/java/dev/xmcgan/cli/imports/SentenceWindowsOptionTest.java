package dev.xmcgan.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.cli.CommandRun;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.schemas.CaptionWindows;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SentenceWindowsOptionTest {
  private static final String PREFIX = "sentence-windows-";

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir private Path folder;

  @Test
  void narrativesAreLearnedInWindowsUnlessToldOtherwise() throws Exception {
    // given
    KafkaSettings kafka = KAFKA.provision(PREFIX);
    Files.writeString(
        folder.resolve("coco_train_localized_narratives-00000-of-00001.jsonl"),
        "{\"image_id\": \"9\", \"caption\": \"In this picture there is a man.\"}\n");
    ImageIO.write(
        new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB),
        "png",
        folder.resolve("000000000009.jpg").toFile());

    // when
    run("ln-coco");
    run("ln-coco", "--again", "--no-sentence-windows");

    // then
    try (Records records = KAFKA.records(kafka)) {
      assertThat(records.readAll(Topic.IMAGE_TEXT_PAIRS, ImageTextPair.class))
          .extracting(record -> record.value().getMetadata().get(CaptionWindows.KEY))
          .containsExactly(CaptionWindows.SENTENCES, null);
    }
  }

  private void run(String format, String... options) {
    CommandRun run =
        CommandRun.of(
            Stream.of(
                    List.of("import", format, folder.toString()),
                    List.of(options),
                    List.of(
                        "--bootstrap-servers",
                        KAFKA.bootstrapServers(),
                        "--registry",
                        KAFKA.registryUrl(),
                        "--topic-prefix",
                        PREFIX))
                .flatMap(List::stream)
                .toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(ExitCode.OK);
  }
}
