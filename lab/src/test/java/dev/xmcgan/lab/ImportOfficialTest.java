package dev.xmcgan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportOfficialTest {
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();

  @TempDir private Path directory;

  @Test
  void officialWeightsBecomeACheckpointDirectory() {
    // given
    Path checkpoint = directory.resolve("checkpoint");

    // when
    int exitCode = run(golden("train-step.safetensors"), "--out", checkpoint.toString());

    // then
    assertThat(err.toString()).isEmpty();
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("128 pixels, gf 4, df 4, z 10, text encoder of width 16, at most 7 words")
        .contains("training can go on from it");
    assertThat(checkpoint.toFile().list())
        .containsExactlyInAnyOrder(
            "config.json",
            "generator.safetensors",
            "discriminator.safetensors",
            "trainer.safetensors");
  }

  @Test
  void aFileThatDoesNotFitIsOneLineNamingFileAndTensor() {
    // when
    int exitCode =
        run(golden("discriminator.safetensors"), "--out", directory.resolve("none").toString());

    // then
    assertThat(exitCode).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString().strip().lines())
        .singleElement()
        .asString()
        .startsWith("xmcgan: ")
        .contains("discriminator.safetensors: tensor G/params/Dense_0/kernel is missing");
    assertThat(directory.toFile().list()).isEmpty();
  }

  @Test
  void weightsForAnotherTextEncoderAreRefused() {
    // when
    int exitCode =
        run(
            golden("generator.safetensors"),
            "--out",
            directory.resolve("none").toString(),
            "--text-encoder-width",
            "768");

    // then
    assertThat(exitCode).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .contains("G/params/Dense_0/kernel is for a text encoder of width 32");
  }

  @Test
  void aDirectoryInUseOrAFileThatIsNotThereIsAUsageError() throws IOException {
    // given
    Files.writeString(directory.resolve("note.txt"), "mine");

    // then
    assertThat(run(golden("generator.safetensors"), "--out", directory.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(run("nowhere.safetensors", "--out", directory.resolve("x").toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("is not empty").contains("nowhere.safetensors: no such");
  }

  private static String golden(String file) {
    return Path.of(System.getProperty("xmcgan.home"), "model/src/test/resources/golden", file)
        .toString();
  }

  private int run(String file, String... options) {
    CommandRun run =
        CommandRun.of(
            Stream.concat(Stream.of("import-official", file), Stream.of(options))
                .toArray(String[]::new));
    out.append(run.out());
    err.append(run.err());
    return run.code();
  }
}
