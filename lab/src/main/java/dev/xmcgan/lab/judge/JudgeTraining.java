package dev.xmcgan.lab.judge;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.xmcgan.evaluation.judge.JudgeNetwork;
import dev.xmcgan.evaluation.judge.Vocabulary;
import dev.xmcgan.evaluation.quality.FeatureMoments;
import dev.xmcgan.images.BicubicResize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.checkpoint.SafeTensors;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Trains a judge on scenes with known truth. The same scenes, options, machine and number of
 * threads give the same weights.
 */
public final class JudgeTraining {

  /** Scenes on which features are measured. */
  private static final int CALIBRATION = 1024;

  private static final int CALIBRATION_BATCH = 64;
  private static final double DARK = 1e-6;

  private final Vocabulary vocabulary;
  private final LabelledScenes scenes;
  private final JudgeTrainingOptions options;

  public JudgeTraining(Vocabulary vocabulary, LabelledScenes scenes, JudgeTrainingOptions options) {
    this.vocabulary = vocabulary;
    this.scenes = scenes;
    this.options = options;
  }

  /**
   * Trains and writes the weights with the vocabulary and the options beside them.
   *
   * @param file safetensors, written whole or not at all
   * @param progress told the step and its loss now and then
   * @throws IllegalStateException when the loss is no longer a number
   */
  public void train(Path file, BiConsumer<Integer, Float> progress) throws IOException {
    JudgeNetwork network = new JudgeNetwork(vocabulary);
    try (NDManager manager = NDManager.newBaseManager();
        Parameters parameters = network.initial(manager, options.seed())) {
      int[] step = {0};
      Tracker rate = updates -> (float) options.rate(step[0]);
      Optimizer adam = Optimizer.adam().optLearningRateTracker(rate).build();
      for (; step[0] < options.steps(); step[0]++) {
        float loss = update(network, parameters, adam, step[0]);
        if (!Float.isFinite(loss)) {
          throw new IllegalStateException("judge training: loss is " + loss + " at " + step[0]);
        }
        if (step[0] % 50 == 0 || step[0] == options.steps() - 1) {
          progress.accept(step[0], loss);
        }
      }
      calibrate(network, parameters);
      SafeTensors.write(file, parameters.asMap(), metadata());
    }
  }

  /** Measures mean and deviation of every feature on scenes after those it was trained on. */
  void calibrate(JudgeNetwork network, Parameters parameters) {
    FeatureMoments moments = new FeatureMoments(JudgeNetwork.FEATURES);
    long first = (long) options.steps() * options.batch();
    for (int from = 0; from < CALIBRATION; from += CALIBRATION_BATCH) {
      long start = first + from;
      List<RgbImage> images =
          LongStream.range(start, start + CALIBRATION_BATCH)
              .mapToObj(index -> scenes.scene(index).image())
              .toList();
      try (NDManager scope = parameters.manager().newSubManager()) {
        float[] pixels = BicubicResize.planes(images, JudgeNetwork.INPUT);
        float[] rows =
            network.pass(parameters, batch(pixels, images.size(), scope)).features().toFloatArray();
        for (int i = 0; i < images.size(); i++) {
          moments.add(
              Arrays.copyOfRange(rows, i * JudgeNetwork.FEATURES, (i + 1) * JudgeNetwork.FEATURES));
        }
      }
    }
    float[] mean = new float[JudgeNetwork.FEATURES];
    float[] scale = new float[JudgeNetwork.FEATURES];
    DMatrixRMaj covariance = moments.covariance();
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) moments.mean()[i];
      double deviation = Math.sqrt(covariance.get(i, i));
      // a channel that is always dark says nothing
      scale[i] = deviation > DARK ? (float) (1 / deviation) : 0;
    }
    set(parameters, JudgeNetwork.FEATURE_MEAN, mean);
    set(parameters, JudgeNetwork.FEATURE_SCALE, scale);
  }

  private static void set(Parameters parameters, String name, float[] values) {
    try (NDArray array = parameters.manager().create(values)) {
      array.copyTo(parameters.get(name));
    }
  }

  private float update(JudgeNetwork network, Parameters parameters, Optimizer adam, int step) {
    try (NDManager scope = parameters.manager().newSubManager();
        Parameters leaves = new Parameters(scope)) {
      long first = (long) step * options.batch();
      List<LabelledScene> batch =
          IntStream.range(0, options.batch()).mapToObj(i -> scenes.scene(first + i)).toList();
      JudgeTargets targets = new JudgeTargets(vocabulary, network.heads(), batch);
      NDArray images = images(batch, CounterRandom.stream(options.seed(), ~(long) step), scope);
      // new leaves over the same memory: their gradients start empty and go with the scope
      parameters.asMap().forEach((name, tensor) -> leaves.put(name, tensor.stopGradient()));
      JudgeNetwork.trained(leaves).forEach(leaf -> leaf.setRequiresGradient(true));
      float value;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray loss = targets.loss(network.pass(leaves, images), scope);
        collector.backward(loss);
        value = loss.getFloat();
      }
      for (NDArray leaf : JudgeNetwork.trained(leaves)) {
        try (NDArray gradient = leaf.getGradient()) {
          adam.update(leaf.getName(), parameters.get(leaf.getName()), gradient);
        }
      }
      return value;
    }
  }

  private static NDArray images(List<LabelledScene> batch, long seed, NDManager scope) {
    int values = RgbImage.COLOURS * JudgeNetwork.INPUT * JudgeNetwork.INPUT;
    float[] all = new float[batch.size() * values];
    for (int i = 0; i < batch.size(); i++) {
      RgbImage image = batch.get(i).image();
      float[] planes = JudgeAugmentation.planes(image, CounterRandom.stream(seed, i));
      System.arraycopy(planes, 0, all, i * values, values);
    }
    return batch(all, batch.size(), scope);
  }

  private static NDArray batch(float[] planes, int count, NDManager scope) {
    return scope.create(
        planes, new Shape(count, RgbImage.COLOURS, JudgeNetwork.INPUT, JudgeNetwork.INPUT));
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>(vocabulary.metadata());
    metadata.put("training", options.toString());
    return metadata;
  }
}
