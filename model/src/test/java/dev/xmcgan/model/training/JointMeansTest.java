package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.checkpoint.SafeTensors;
import dev.xmcgan.model.discriminator.SpectralWeights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JointMeansTest {

  @TempDir Path directory;

  @Test
  void accuracyNormAndSpreadAreThoseOfTheUpdate() {
    try (NDManager manager = NDManager.newBaseManager()) {
      // given: three of four right, and two images that differ by 0.2 in every pixel
      Scalars scalars = new Scalars();
      NDArray dark = manager.full(new Shape(1, 3, 2, 2), 0.4f);
      NDArray light = manager.full(new Shape(1, 3, 2, 2), 0.6f);
      JointUpdate update =
          update(
              manager.create(new float[] {2f, -0.5f}, new Shape(2, 1)),
              manager.create(new float[] {-1f, -3f}, new Shape(2, 1)),
              dark.concat(light),
              manager);

      // when
      JointMeans.putDiagnostics(update, scalars);

      // then
      Map<String, Double> values = scalars.readFinite();
      assertThat(values.get("d_accuracy")).isEqualTo(0.75);
      assertThat(values.get("sigma_max")).isEqualTo(1.5);
      assertThat(values.get("fake_spread")).isCloseTo(0.1, within(1e-6));
    }
  }

  @Test
  void theDriftIsTheDistanceFromTheAverage() throws Exception {
    try (Trainer trainer =
        Trainer.create(
            SmallPairs.config(),
            SmallPairs.training(4, 1),
            FrozenEncoders.of(SmallPairs::encode),
            Device.cpu(),
            42)) {
      assertThat(trainer.averageDrift()).isZero();

      // when
      for (int step = 0; step < 3; step++) {
        Map<String, Double> scalars =
            trainer.step(SmallPairs.draw(trainer.examplesPerStep(), step)).scalars();
        assertThat(scalars.get("d_accuracy")).isBetween(0.0, 1.0);
        assertThat(scalars.get("sigma_max")).isPositive();
        assertThat(scalars.get("fake_spread")).isPositive();
      }

      // then
      trainer.save(directory);
      assertThat(trainer.averageDrift()).isPositive().isCloseTo(savedDrift(), within(1e-6));
    }
  }

  private double savedDrift() throws Exception {
    double distance = 0;
    double length = 0;
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> tensors =
          SafeTensors.read(directory.resolve(CheckpointFiles.TRAINER), manager);
      for (Map.Entry<String, NDArray> entry : tensors.entrySet()) {
        if (entry.getKey().startsWith("generator/")) {
          String name = entry.getKey().substring("generator/".length());
          float[] weights = entry.getValue().toFloatArray();
          float[] average = tensors.get("average/" + name).toFloatArray();
          for (int i = 0; i < weights.length; i++) {
            distance += Math.pow((double) weights[i] - average[i], 2);
            length += Math.pow(weights[i], 2);
          }
        }
      }
    }
    return Math.sqrt(distance / length);
  }

  private static JointUpdate update(
      NDArray realLogits, NDArray fakeLogits, NDArray images, NDManager manager) {
    Map<String, SpectralWeights.Layer> layers = new LinkedHashMap<>();
    for (float sigma : new float[] {0.5f, 1.5f, 1f}) {
      NDArray kernel = manager.ones(new Shape(1, 1));
      layers.put(
          "layer " + sigma,
          new SpectralWeights.Layer(
              kernel, manager.zeros(new Shape(1)), manager.create(new float[] {sigma})));
    }
    SpectralWeights weights = new SpectralWeights(layers, manager.ones(new Shape(3)), Map.of());
    Scalars none = new Scalars();
    return new JointUpdate(
        new DiscriminatorUpdate(
            manager.ones(new Shape(1)), weights, null, null, realLogits, fakeLogits, none),
        new GeneratorUpdate(manager.ones(new Shape(1)), images, Map.of(), none));
  }
}
