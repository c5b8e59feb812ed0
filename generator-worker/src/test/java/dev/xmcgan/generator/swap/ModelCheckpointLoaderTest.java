package dev.xmcgan.generator.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.config.Precision;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose fault it is that a checkpoint will not load. */
@Tag("promise-5")
class ModelCheckpointLoaderTest {
  static Stream<Throwable> faultsOfThisWorker() {
    return Stream.of(
        new OutOfMemoryError("Java heap space"),
        new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB"),
        new EngineException("DefaultCPUAllocator: can't allocate memory: you tried 8 bytes"),
        new IllegalStateException("warm-up", new OutOfMemoryError("native")),
        new FileSystemException("weights", null, "No space left on device"),
        new IOException("Input/output error"),
        new UnsatisfiedLinkError("libtorch.so"));
  }

  static Stream<Throwable> faultsOfTheWeights() {
    return Stream.of(
        new CheckpointException(Path.of("generator.safetensors"), "NaN in stem.weight"),
        new EngineException("The size of tensor a must match the size of tensor b"),
        new IllegalArgumentException("no such preset"));
  }

  @ParameterizedTest
  @MethodSource
  void faultsOfThisWorker(Throwable failure) {
    assertThat(ModelCheckpointLoader.isWeightsFault(failure)).isFalse();
  }

  @ParameterizedTest
  @MethodSource
  void faultsOfTheWeights(Throwable failure) {
    assertThat(ModelCheckpointLoader.isWeightsFault(failure)).isTrue();
  }

  @Test
  void aPrecisionThatTheDeviceLacksIsNoCheckpointsFault() {
    assertThatThrownBy(() -> ModelCheckpointLoader.requireSupport(Precision.BFLOAT16, Device.gpu()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("xmcgan.worker.precision");
  }

  @Test
  void encoderIsItsWeightsWhateverTheFolderIsCalled() {
    assertThat(ModelCheckpointLoader.sameWeights("all-MiniLM-L6-v2@0a1b", "encoder@0a1b")).isTrue();
    assertThat(ModelCheckpointLoader.sameWeights("encoder@0a1b", "encoder@0a1c")).isFalse();
  }
}
