package dev.xmcgan.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.lab.CommandRun;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.generator.PreparedGenerator;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchPrecisionCommandTest {

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "BFLOAT16"})
  void theStarterDrawsNearlyTheSameInHalfPrecision(Precision precision) throws Exception {
    // given
    assumeTrue(PreparedGenerator.supports(precision, Device.cpu()));

    // when
    CommandRun run =
        CommandRun.of(
            "bench",
            "precision",
            "--images",
            "18",
            "--json",
            "--precision",
            precision.name().toLowerCase(Locale.ROOT));

    // then
    assertThat(run.code()).isZero();
    JsonNode figures = new ObjectMapper().readTree(run.out());
    assertThat(figures.path("images").asInt()).isEqualTo(18);
    assertThat(figures.path("differing").asDouble()).isBetween(0.001, 0.9);
    assertThat(figures.path("mean_levels").asDouble()).isBetween(0.001, 1.0);
    assertThat(figures.path("largest_levels").asInt()).isPositive();
  }

  @Test
  void aFolderWithoutACheckpointIsNamed(@TempDir Path folder) {
    // when
    CommandRun run = CommandRun.of("bench", "precision", "--generator", folder.toString());

    // then
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("there is no checkpoint in " + folder).hasLineCount(1);
  }

  @Test
  void aFolderThatIsNotThereIsAFaultOfTheCommandLine(@TempDir Path folder) {
    // when
    Path nowhere = folder.resolve("nowhere");
    CommandRun run = CommandRun.of("bench", "precision", "--generator", nowhere.toString());

    // then
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("there is no directory " + nowhere).hasLineCount(1);
  }
}
