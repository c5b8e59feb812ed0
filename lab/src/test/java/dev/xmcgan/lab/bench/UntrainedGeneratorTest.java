package dev.xmcgan.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UntrainedGeneratorTest {
  @ParameterizedTest
  @ValueSource(ints = {10, 100, 350})
  void itsWeightsComeNearTheSizeAskedFor(int megabytes) {
    assertThat(UntrainedGenerator.ofMegabytes(megabytes).megabytes())
        .isCloseTo(megabytes, Percentage.withPercentage(7));
  }

  @Test
  void itsFilesAreAsLargeAsToldAndCanBeRead(@TempDir Path directory) throws Exception {
    // given
    UntrainedGenerator small = UntrainedGenerator.ofMegabytes(4);

    // when
    small.write(directory, 1);

    // then
    assertThat(Files.size(directory.resolve(CheckpointFiles.GENERATOR)) / 1e6)
        .isCloseTo(small.megabytes(), Percentage.withPercentage(1));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      assertThat(CheckpointFiles.readGenerator(directory, small.config(), manager)).isNotNull();
    }
  }
}
