package dev.xmcgan.lab.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.lab.CommandRun;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With networks and data as small as they may be. */
class TeachCaptionsCommandTest {
  private static final String SMALL =
      "teach-captions --heads 1 --steps 2 --captions 64 --threads 1 --seed 3 ";

  @TempDir private Path folder;
  private Path untaught;
  private Path taught;

  @BeforeEach
  void trainAModel() {
    untaught = folder.resolve("untaught");
    taught = folder.resolve("taught");
    CommandRun run =
        run(
            "train --width 2 --batch 4 --matching 4 --threads 1 --seed 3 --pairs 20 --steps 1"
                + " --out "
                + untaught);
    assertThat(run.code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void trainingGoesOnFromWhatWasTaught() throws IOException {
    // when
    CommandRun teaching = run(SMALL + "--checkpoint %s --out %s".formatted(untaught, taught));
    CommandRun training =
        run(
            "train --batch 4 --matching 4 --threads 1 --pairs 20 --steps 1 --resume %s --out %s"
                .formatted(taught, folder.resolve("on")));

    // then
    assertThat(teaching.err()).isEmpty();
    assertThat(teaching.code()).isEqualTo(ExitCode.OK);
    assertThat(teaching.out()).contains("step 2: ", "of what captions say is read");
    assertThat(CheckpointFiles.readConfig(taught).captionHeads()).isEqualTo(1);
    assertThat(training.err()).isEmpty();
    assertThat(training.code()).isEqualTo(ExitCode.OK);
    assertThat(CheckpointFiles.readConfig(folder.resolve("on/step-000001")).captionHeads())
        .isEqualTo(1);
  }

  @Test
  void aModelThatReadsCaptionsIsTaughtOnAndItsDiscriminatorLeftAlone() throws IOException {
    // given
    run(SMALL + "--checkpoint %s --out %s".formatted(untaught, taught));
    Path again = folder.resolve("again");

    // when
    CommandRun run =
        run(
            (SMALL + "--checkpoint %s --out %s".formatted(taught, again))
                .replace("--heads 1", "--heads 2"));

    // then
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(CheckpointFiles.readConfig(again).captionHeads()).as("as it was").isEqualTo(1);
    assertThat(again.resolve(CheckpointFiles.DISCRIMINATOR))
        .hasSameBinaryContentAs(taught.resolve(CheckpointFiles.DISCRIMINATOR));
    assertThat(Files.readAllBytes(again.resolve(CheckpointFiles.GENERATOR)))
        .isNotEqualTo(Files.readAllBytes(taught.resolve(CheckpointFiles.GENERATOR)));
  }

  @Test
  void aCheckpointIsNotWrittenOver() throws IOException {
    // given
    run(SMALL + "--checkpoint %s --out %s".formatted(untaught, taught));
    byte[] before = Files.readAllBytes(taught.resolve("generator.safetensors"));

    // when
    CommandRun again = run(SMALL + "--checkpoint %s --out %s".formatted(untaught, taught));

    // then
    assertThat(again.code()).isEqualTo(ExitCode.FAILED);
    assertThat(again.err()).contains("holds a checkpoint").hasLineCount(1);
    assertThat(Files.readAllBytes(taught.resolve("generator.safetensors"))).isEqualTo(before);
  }

  @Test
  void numbersBelowOneAreRefused() {
    CommandRun run =
        run(
            (SMALL + "--checkpoint %s --out %s".formatted(untaught, taught))
                .replace("--captions 64", "--captions 0"));

    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--captions and --threads must be at least 1").hasLineCount(1);
  }

  @Test
  void moreHeadsThanThereMayBeAreRefused() {
    CommandRun run =
        run(
            (SMALL + "--checkpoint %s --out %s".formatted(untaught, taught))
                .replace("--heads 1", "--heads 65"));

    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("captionHeads must be from 0 to 64, not 65").hasLineCount(1);
    assertThat(taught).doesNotExist();
  }

  @Test
  void whereThereIsNoCheckpointItSaysSo() {
    CommandRun run =
        run(SMALL + "--checkpoint %s --out %s".formatted(folder.resolve("none"), taught));

    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("none").hasLineCount(1);
  }

  private static CommandRun run(String command) {
    return CommandRun.of(command.split(" "));
  }
}
