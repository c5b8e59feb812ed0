package dev.xmcgan.cli.stack;

import static dev.xmcgan.cli.services.TrainedChannel.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.cli.services.TrainedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class UpOptionsTest {
  @Test
  void moreWorkersThanPartitionsAreTold() {
    assertThat(parsed("--workers", "8", "--topic-prefix", "p-").tooManyWorkers())
        .contains(
            "8 workers share the 6 partitions of p-caption-requests: 2 of them only stand by");
  }

  @Test
  void asManyWorkersAsPartitionsAllWork() {
    assertThat(parsed("--workers", "6").tooManyWorkers()).isEmpty();
  }

  @Test
  void eachChannelHasATrainerAndTheFirstIsAlwaysThere() {
    assertThat(parsed("--channel", "photos", "--channel", "sketches").trainers())
        .containsExactly(named("stable"), named("photos"), named("sketches"));
    assertThat(parsed().trainers()).containsExactly(named("stable"));
    assertThat(parsed("--no-trainer").trainers()).isEmpty();
  }

  @Test
  void theFirstTrainerTakesKeysFromAFileToo(@TempDir Path directory) throws IOException {
    // given
    Path file = Files.writeString(directory.resolve("keys"), "xmcgan.trainer.seed=7");

    // then
    assertThat(parsed("--channel", "photos", "--channel", "stable=" + file).trainers())
        .containsExactly(
            new TrainedChannel("stable", Map.of("xmcgan.trainer.seed", "7")), named("photos"));
  }

  @Test
  void channelsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> parsed("--no-trainer", "--channel", "photos").check())
        .hasMessageContaining("--no-trainer");
    assertThatThrownBy(() -> parsed("--channel", "photos", "--channel", "photos").check())
        .hasMessage("--channel photos is there more than once");
  }

  @Test
  void aLargerModelNeedsImagesKeptForIt(@TempDir Path directory) throws IOException {
    // given
    Path file = Files.writeString(directory.resolve("keys"), "xmcgan.trainer.model.image-size=128");

    // then
    assertThatThrownBy(() -> parsed("--channel", "large=" + file).check())
        .hasMessageContaining("--channel large")
        .hasMessageContaining("XMCGAN_TRAINER_IMAGE_SIZE");
  }

  private static UpOptions parsed(String... arguments) {
    UpOptions options = new UpOptions();
    // its subject is only what the options hold, not the command around them
    new CommandLine(new Holder(options)).parseArgs(arguments);
    return options;
  }

  @CommandLine.Command
  private record Holder(@CommandLine.Mixin UpOptions options) {}
}
