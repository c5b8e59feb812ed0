package dev.xmcgan.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code starter/train} beside a launcher that only says what it was asked for. */
class StarterRecipeTest {
  private static final String LAUNCHER =
      """
      #!/bin/sh
      echo "$*" >> "$(dirname "$0")/asked"
      while [ $# -gt 0 ]; do
        case $1 in
          --out) out=$2 ;;
          --steps) steps=$2 ;;
        esac
        shift
      done
      case $out in
        */words) mkdir -p "$out"; touch "$out/config.json" ;;
        *) mkdir -p "$out/step-$(printf %06d "$steps")" ;;
      esac
      """;

  @TempDir private Path home;
  private Path out;

  @BeforeEach
  void layOut() throws IOException {
    out = home.resolve("made here");
    Files.createDirectory(home.resolve("starter"));
    Files.copy(Path.of("../starter/train"), home.resolve("starter/train"));
    Path launcher = Files.writeString(home.resolve("xmcgan"), LAUNCHER);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void eachStageGoesOnFromTheOneBeforeWithOptionsThatThereAre() throws Exception {
    // when
    List<String> asked = train();

    // then
    assertThat(asked).hasSize(5);
    for (int i = 0; i < asked.size(); i++) {
      String[] words = asked.get(i).replace("made here", "made-here").split(" ");
      String[] options = Arrays.copyOfRange(words, 2, words.length);
      Object command = words[1].equals("train") ? new TrainCommand() : new TeachCaptionsCommand();
      assertThatCode(() -> new CommandLine(command).parseArgs(options))
          .as(asked.get(i))
          .doesNotThrowAnyException();
      if (i > 0) {
        String before = asked.get(i - 1).replaceAll(".* --out (.*made here/\\S+).*", "$1");
        assertThat(asked.get(i)).containsPattern("--(resume|checkpoint) " + before + " ");
      }
    }
  }

  @Test
  void whatIsDoneIsNotDoneAgainAndWhatWasBegunGoesOn() throws Exception {
    // given
    train();
    Path last = out.resolve("fine");
    Path finished = Files.list(last).findFirst().orElseThrow();
    Files.move(finished, last.resolve("step-015000"));

    // when
    List<String> asked = train();

    // then
    assertThat(asked).hasSize(1);
    assertThat(asked.get(0)).contains("--resume " + last + " ");
    assertThat(train()).isEmpty();
  }

  /** What the launcher was asked for. */
  private List<String> train() throws Exception {
    Path log = home.resolve("asked");
    Files.deleteIfExists(log);
    Process process =
        new ProcessBuilder("sh", home.resolve("starter/train").toString(), out.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }
}
