package dev.xmcgan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabTest {
  private static final String COMMANDS =
      "train,teach-captions,evaluate,study,ablate,drift,bench,import-official";

  @Test
  void theLauncherFindsAllCommands() {
    // when
    CommandRun run = CommandRun.of("--help");

    // then
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("Usage: xmcgan lab").contains(COMMANDS.split(","));
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train",
        "teach-captions",
        "evaluate",
        "study",
        "ablate",
        "drift",
        "bench",
        "bench gateway",
        "import-official"
      })
  void everyCommandExplainsItself(String command) {
    // when
    CommandRun run = CommandRun.of((command + " --help").split(" "));

    // then
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("Usage: xmcgan lab " + command);
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "train --help,train",
    "bench stream --help,bench stream",
    "checkpoints import-official --help,import-official"
  })
  void oldSpellingsGoOnWorking(String line, String command) {
    // when
    CommandRun run = CommandRun.launched(line.split(" "));

    // then
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("Usage: xmcgan lab " + command);
    assertThat(run.err()).contains("is now 'xmcgan lab ").hasLineCount(1);
  }

  @Test
  void aWrongOptionPointsToTheHelpOfItsCommand() {
    // when
    CommandRun run = CommandRun.of("train", "--out", "nowhere", "--stepz", "3");

    // then
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--stepz", "see xmcgan lab train --help").hasLineCount(1);
  }

  @Test
  void weightsThatFitNoGeneratorAreNotPublished(@TempDir Path folder) throws IOException {
    // given: sound files that do not belong together
    Path starter = Path.of(System.getProperty("xmcgan.home"), "starter");
    Files.copy(starter.resolve("config.json"), folder.resolve("config.json"));
    Files.copy(
        starter.resolve("discriminator.safetensors"), folder.resolve("generator.safetensors"));

    // when: before anything is asked of Kafka, which is not there
    CommandRun run =
        CommandRun.launched(
            "checkpoints",
            "import",
            folder.toString(),
            "--bootstrap-servers",
            "127.0.0.1:1",
            "--registry",
            "http://127.0.0.1:1");

    // then
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err())
        .contains("generator.safetensors: tensor ", "is not part of this model")
        .hasLineCount(1);
  }
}
