package dev.xmcgan.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.lab.training.ResumableTraining.Lesson;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.FrozenEncoders;
import dev.xmcgan.model.training.Trainer;
import dev.xmcgan.model.training.TrainingConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumableTrainingTest {
  private static final ModelConfig MODEL = ModelConfig.starter64().withWidths(2, 2);
  private static final TrainingConfig TRAINING =
      new TrainingConfig(4, 5e-4, 8e-4, 1, 0.999, true, 2);
  private static TextEncoder encoder;

  @TempDir private Path folder;

  @BeforeAll
  static void open() throws IOException {
    encoder = TextEncoder.load(Home.locate().textEncoder(), Device.cpu());
  }

  @AfterAll
  static void close() {
    encoder.close();
  }

  @Test
  void trainingThatWasCutOffEndsWhereUnbrokenTrainingDoes() throws IOException {
    // given
    Path unbroken = train(5, folder.resolve("unbroken"), () -> false).orElseThrow();
    Path out = folder.resolve("broken");
    AtomicInteger asked = new AtomicInteger();

    // when
    Optional<Path> cutOff = train(5, out, () -> asked.incrementAndGet() > 3);
    Path resumed = train(5, out, () -> false).orElseThrow();

    // then
    assertThat(cutOff).isEmpty();
    assertThat(resumed).hasFileName("step-000005");
    for (String file : new String[] {"generator.safetensors", "trainer.safetensors"}) {
      assertThat(resumed.resolve(file)).hasSameBinaryContentAs(unbroken.resolve(file));
    }
  }

  @Test
  void whatIsTrainedIsNotTrainedAgain() throws IOException {
    // given
    Path trained = train(2, folder, () -> false).orElseThrow();

    // then
    assertThat(train(2, folder, () -> true)).contains(trained);
  }

  @Test
  void checkpointsThatAreGoneAreNotMadeUp() throws IOException {
    // given
    for (int step = 1; step <= 3; step++) {
      train(step, folder, () -> false);
    }

    // then
    assertThat(train(2, folder, () -> false)).contains(folder.resolve("step-000002"));
    assertThatThrownBy(() -> train(1, folder, () -> false))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("past step 1");
  }

  private static Optional<Path> train(long step, Path out, BooleanSupplier stopped)
      throws IOException {
    SceneBatches batches =
        SceneBatches.of(ScenePool.draw(20, 3, Drift.none(), 64), 3, HardNegatives.none());
    return new ResumableTraining(encoder, Device.cpu(), new PrintWriter(Writer.nullWriter()))
        .trainTo(
            step,
            out,
            new Lesson(TRAINING, batches, 3),
            () -> Trainer.create(MODEL, TRAINING, FrozenEncoders.of(encoder), Device.cpu(), 3),
            stopped);
  }
}
