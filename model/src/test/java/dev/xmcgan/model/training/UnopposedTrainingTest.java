package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.generation.Seeds;
import dev.xmcgan.model.losses.LossWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A generator that learns from images and the noise assigned to them, without a discriminator. */
class UnopposedTrainingTest {
  private static final int BATCH = 8;
  private static final int STEPS = 120;
  private static final TrainingConfig UNOPPOSED =
      new TrainingConfig(
          BATCH,
          BATCH,
          2e-3,
          2e-3,
          0,
          0,
          false,
          false,
          0.9,
          true,
          2,
          new LossWeights(0, 0, 0, 0).withAssignment(10),
          Augmentation.none());

  @TempDir private Path directory;

  @Test
  void noiseComesToDecideWhatTheCaptionLeavesOpen() throws IOException {
    try (Trainer trainer = create(UNOPPOSED)) {
      trainer.save(directory.resolve("before"));
      double last = 0;

      // when
      for (int step = 0; step < STEPS; step++) {
        StepMetrics metrics = trainer.step(examples(step));
        double loss = metrics.scalars().get("assignment_loss");
        last += step >= STEPS - 10 ? loss / 10 : 0;
      }

      // then: who takes no notice of the noise is left with half the contrast, ½ (220 − 40) / 255
      System.out.printf("assignment loss of the last steps: %.3f%n", last);
      assertThat(last).isLessThan(0.2);
      assertThat(trainer.stepCount()).isEqualTo(STEPS);
      trainer.save(directory.resolve("after"));
    }

    // and
    assertThat(tensors("after"))
        .as("nobody trained the discriminator")
        .isEqualTo(tensors("before"));
  }

  @Test
  void thereMustBeSomethingToLearnFrom() {
    assertThatThrownBy(() -> UNOPPOSED.with(LossWeights.official(), Augmentation.none()))
        .hasMessageContaining("discriminatorSteps");
    assertThatThrownBy(() -> UNOPPOSED.withMatching(4)).hasMessageContaining("discriminatorSteps");
  }

  /** A grey image under one caption, dark or light as the noise's sum is below or above zero. */
  private static List<TrainingExample> examples(int step) {
    Random random = new Random(step);
    List<TrainingExample> examples = new ArrayList<>();
    while (examples.size() < BATCH) {
      long seed = random.nextLong();
      float sum = 0;
      for (float each :
          Seeds.noise(seed, SmallPairs.config().noiseSize(), OptionalDouble.empty())) {
        sum += each;
      }
      byte[] rgb = new byte[SmallPairs.SIZE * SmallPairs.SIZE * 3];
      Arrays.fill(rgb, (byte) (sum > 0 ? 220 : 40));
      examples.add(TrainingExample.assigned(rgb, "red left", "red left", seed));
    }
    return examples;
  }

  private byte[] tensors(String name) throws IOException {
    byte[] file = Files.readAllBytes(directory.resolve(name).resolve("discriminator.safetensors"));
    // the header tells the step
    int header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return Arrays.copyOfRange(file, 8 + header, file.length);
  }

  private static Trainer create(TrainingConfig training) {
    return Trainer.create(
        SmallPairs.config(), training, FrozenEncoders.of(SmallPairs::encode), Device.cpu(), 3);
  }
}
