package dev.xmcgan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "down",
        "status",
        "logs",
        "generate",
        "interpolate",
        "import",
        "checkpoints",
        "keys",
        "pairs",
        "audit",
        "provision"
      })
  void everyCommandExplainsItself(String command) {
    // when
    int exitCode = run(false, command, "--help");

    // then
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("Usage: xmcgan " + command);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void unknownOptionIsOneLineThatPointsToHelp() {
    // when
    int exitCode = run(false, "up", "--worker", "2");

    // then
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().strip().lines())
        .singleElement()
        .asString()
        .contains("--worker", "did you mean --workers", "xmcgan up --help");
  }

  @ParameterizedTest
  @CsvSource({
    "stauts, status",
    "genrate, generate",
    "checkpoint, checkpoints",
    "checkpoints lsit, list",
    "requests fecth, fetch",
    "generate --sead=7, --seed"
  })
  void aMistypedWordIsAnsweredWithWhatWasMeantAlone(String typed, String meant) {
    // when
    int exitCode = run(false, typed.split(" "));

    // then
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().strip().lines())
        .singleElement()
        .asString()
        .contains("; did you mean " + meant + "?; see ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing-like-it", "x", "up --xyz", "generate a b"})
  void whatIsNearToNothingIsAnsweredWithoutAGuess(String typed) {
    // when
    int exitCode = run(false, typed.split(" "));

    // then
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("xmcgan: ").doesNotContain("did you mean");
  }

  @Test
  void aNumberOfLinesBelowZeroIsRefused(@TempDir Path data) {
    // when
    int exitCode = run(false, "logs", "-n", "-3", "--data", data.toString());

    // then
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().strip()).isEqualTo("xmcgan: -n -3 is below 0");
  }

  @Test
  void completionsForAShellArePrinted() {
    // when
    int exitCode = run(false, "generate-completion");

    // then
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("complete -F _complete_xmcgan").contains("--workers");
  }

  @Test
  void withoutACaptionItSaysWhatIsMissing() {
    // when
    int exitCode = run(false, "generate");

    // then
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().strip())
        .isEqualTo("xmcgan: what to draw is missing: a caption, or a file with --captions");
  }

  @Test
  void nothingRunningIsToldWithItsOwnExitCode(@TempDir Path data) {
    // when
    int exitCode = run(false, "status", "--data", data.toString());

    // then
    assertThat(exitCode).isEqualTo(ExitCode.NOT_RUNNING);
    assertThat(out.toString().strip()).isEqualTo("nothing is running on " + data);
  }

  @Test
  void failureIsOneLineWithoutStackTrace(@TempDir Path data) {
    // when
    int exitCode = run(false, "import", "scenes", "--data", data.toString());

    // then
    assertThat(exitCode).isEqualTo(ExitCode.NOT_RUNNING);
    assertThat(err.toString().strip().lines())
        .singleElement()
        .asString()
        .startsWith("xmcgan: nothing is running on " + data)
        .contains("./xmcgan up");
  }

  @Test
  void stackTraceIsShownWhenAskedFor(@TempDir Path data) {
    // when
    run(true, "import", "scenes", "--data", data.toString());

    // then
    assertThat(err.toString()).contains("\tat " + "dev.xmcgan.cli");
  }

  @Test
  void workersBeyondReasonAreRefused(@TempDir Path data) {
    // when
    int exitCode = run(false, "up", "--workers", "-1", "--data", data.toString());

    // then
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--workers -1 is not between 0 and 64");
  }

  @ParameterizedTest
  @CsvSource({
    "folder nowhere,there is no directory nowhere",
    "webdataset nowhere.tar,there is no file or directory nowhere.tar",
    "coco14 pom.xml,--image-folder is missing",
    "flickr8k nowhere.txt --image-folder .,there is no file or directory nowhere.txt"
  })
  void anImportOfWhatIsNotThereIsAFaultOfTheCommandLine(String line, String told) {
    // when
    int exitCode = run(false, ("import " + line).split(" "));

    // then
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().strip().lines()).singleElement().asString().contains(told);
  }

  @Test
  void aFolderWithoutAnyShardIsAFaultOfTheCommandLine(@TempDir Path folder) {
    // when
    int exitCode =
        run(
            false,
            ("import webdataset %s --bootstrap-servers 127.0.0.1:9 --registry http://127.0.0.1:9")
                .formatted(folder)
                .split(" "));

    // then
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(folder + " has no shards");
  }

  @Test
  void clusterWithoutItsRegistryIsRefused() {
    // when
    int exitCode = run(false, "import", "scenes", "--bootstrap-servers", "127.0.0.1:1");

    // then
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--bootstrap-servers and --registry belong together");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lab",
        "lab --help",
        "lab train --steps 3",
        "lab evaluate --help",
        "lab bench generator"
      })
  void whereThereIsNoLabItSaysSo(String line) {
    // when
    int exitCode = run(false, line.split(" "));

    // then
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().strip().lines())
        .singleElement()
        .asString()
        .startsWith("xmcgan: lab is not part of this installation");
  }

  @ParameterizedTest
  @CsvSource({
    "evaluate --images 3,xmcgan: 'xmcgan evaluate' is now 'xmcgan lab evaluate'",
    "checkpoints import-official f --out d,"
        + "xmcgan: 'xmcgan checkpoints import-official' is now 'xmcgan lab import-official'"
  })
  void anOldSpellingIsToldWithTheNewOne(String line, String told) {
    // when
    int exitCode = run(false, line.split(" "));

    // then
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith(told + System.lineSeparator()).hasLineCount(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ai.djl.ndarray.NDArray", "dev.xmcgan.model.config.ModelConfig"})
  void theLauncherRunsWithoutTensors(String type) {
    assertThatThrownBy(() -> Class.forName(type)).isInstanceOf(ClassNotFoundException.class);
  }

  private int run(boolean withStackTraces, String... arguments) {
    CommandLine line = Main.commandLine(withStackTraces);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return Main.execute(line, arguments);
  }
}
