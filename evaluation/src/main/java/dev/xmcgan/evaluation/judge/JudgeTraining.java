package dev.xmcgan.evaluation.judge;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.xmcgan.evaluation.images.RgbImage;
import dev.xmcgan.model.checkpoint.SafeTensors;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * Trains a judge on scenes with known truth. The same scenes, options, machine and number of
 * threads give the same weights.
 */
public final class JudgeTraining {

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
      SafeTensors.write(file, parameters.asMap(), metadata());
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
      leaves.requireGradients(true);
      float value;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray loss = targets.loss(network.pass(leaves, images), scope);
        collector.backward(loss);
        value = loss.getFloat();
      }
      for (Map.Entry<String, NDArray> leaf : leaves.asMap().entrySet()) {
        try (NDArray gradient = leaf.getValue().getGradient()) {
          adam.update(leaf.getKey(), parameters.get(leaf.getKey()), gradient);
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
      float[] planes = Disturbance.planes(image, CounterRandom.stream(seed, i));
      System.arraycopy(planes, 0, all, i * values, values);
    }
    return scope.create(
        all, new Shape(batch.size(), RgbImage.COLOURS, JudgeNetwork.INPUT, JudgeNetwork.INPUT));
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>(vocabulary.metadata());
    metadata.put("training", options.toString());
    return metadata;
  }
}
