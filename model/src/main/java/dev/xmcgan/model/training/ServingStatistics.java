package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.generator.Generator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The running statistics that go with the averaged generator when it serves. Those of the training
 * generator do not fit it, above all early on, so they are estimated over the batches last seen:
 * mean of means, and variance within plus between batches.
 */
final class ServingStatistics {

  private static final String MEAN = "/mean";
  private static final String VARIANCE = "/variance";

  private final int batches;
  private final Deque<List<String>> recentCaptions = new ArrayDeque<>();

  /**
   * Remembers captions of that many batches.
   *
   * @param batches 0 to keep the live statistics
   */
  ServingStatistics(int batches) {
    this.batches = batches;
  }

  /** The captions remembered, oldest batch first. */
  List<List<String>> captions() {
    return List.copyOf(recentCaptions);
  }

  /** Notes the captions of a batch just trained on. */
  void saw(List<String> captions) {
    if (batches > 0) {
      recentCaptions.addLast(List.copyOf(captions));
      if (recentCaptions.size() > batches) {
        recentCaptions.removeFirst();
      }
    }
  }

  /**
   * The statistics by name, owned by the manager.
   *
   * @param known what is right when no batch has been seen since the start
   */
  Map<String, NDArray> estimate(
      TrainingState state,
      Generator generator,
      CaptionEncoder encoder,
      Map<String, NDArray> known,
      NDManager manager) {
    if (batches == 0 || recentCaptions.isEmpty()) {
      return known;
    }
    Map<String, double[]> means = new LinkedHashMap<>();
    Map<String, double[]> squares = new LinkedHashMap<>();
    long number = state.progress().step() * batches;
    for (List<String> captions : recentCaptions) {
      try (NDManager scope = manager.newSubManager()) {
        NDArray z =
            state.noise().aside(scope, number++, captions.size(), generator.config().noiseSize());
        Map<String, NDArray> batch =
            generator
                .sample(state.average().constants(scope), z, encoder.encode(scope, captions))
                .statistics();
        for (String name : norms(batch)) {
          gather(name, batch, means, squares);
        }
      }
    }
    Map<String, NDArray> estimates = new LinkedHashMap<>();
    means.forEach((name, mean) -> put(name, mean, squares.get(name), estimates, manager));
    return estimates;
  }

  private static List<String> norms(Map<String, NDArray> batch) {
    return batch.keySet().stream()
        .filter(name -> name.endsWith(MEAN))
        .map(name -> name.substring(0, name.length() - MEAN.length()))
        .sorted()
        .toList();
  }

  private static void gather(
      String name,
      Map<String, NDArray> batch,
      Map<String, double[]> means,
      Map<String, double[]> squares) {
    float[] mean = batch.get(name + MEAN).toFloatArray();
    float[] variance = batch.get(name + VARIANCE).toFloatArray();
    double[] meanSum = means.computeIfAbsent(name, ignored -> new double[mean.length]);
    double[] squareSum = squares.computeIfAbsent(name, ignored -> new double[mean.length]);
    for (int channel = 0; channel < mean.length; channel++) {
      meanSum[channel] += mean[channel];
      squareSum[channel] += variance[channel] + (double) mean[channel] * mean[channel];
    }
  }

  private void put(
      String name,
      double[] meanSum,
      double[] squareSum,
      Map<String, NDArray> estimates,
      NDManager manager) {
    int count = recentCaptions.size();
    float[] mean = new float[meanSum.length];
    float[] variance = new float[meanSum.length];
    for (int channel = 0; channel < mean.length; channel++) {
      double average = meanSum[channel] / count;
      mean[channel] = (float) average;
      variance[channel] = (float) Math.max(0, squareSum[channel] / count - average * average);
    }
    Shape shape = new Shape(mean.length);
    estimates.put(name + MEAN, manager.create(mean, shape));
    estimates.put(name + VARIANCE, manager.create(variance, shape));
  }
}
