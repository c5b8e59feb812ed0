package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.text.TextBatch;
import java.util.Map;

/**
 * The running statistics that go with the averaged generator when it serves. Those of the training
 * generator do not fit it, so the averaged one draws captions just trained on now and then, and its
 * moments move towards what that pass measured, as slowly as the average of the weights: what
 * serves never hangs on the captions of the last batches alone.
 *
 * <p>A training that goes on from such weights keeps the statistics as they are, in training too
 * (see {@link TrainingStep#keepsStatistics}).
 */
public final class ServingStatistics implements AutoCloseable {

  private static final String MEAN = "/mean";
  private static final String VARIANCE = "/variance";

  /** While the average is young it is looked at more often: every (1 + t / this) updates. */
  private static final long YOUNG = 128;

  private final Parameters values;

  /** Takes over means and variances by name. */
  ServingStatistics(Parameters values) {
    this.values = values;
  }

  /** Means and variances by name, owned by this. */
  public Parameters values() {
    return values;
  }

  /**
   * Whether the averaged generator is to be looked at after its update number t, counted from 0.
   *
   * @param config with the spacing of a grown average
   */
  static boolean isDue(long t, TrainingConfig config) {
    int every = config.statisticsEvery();
    return every > 0 && (t + 1) % spacing(t, every) == 0;
  }

  private static long spacing(long t, int every) {
    return Math.min(every, 1 + t / YOUNG);
  }

  /**
   * Lets the averaged generator draw a batch and moves the statistics.
   *
   * @param average its weights after update number t
   * @param z noise (B,Z); its manager owns what is made on the way
   * @param text words (B,T,E), sentences (B,E) and B lengths
   */
  void update(
      Generator generator,
      Parameters average,
      NDArray z,
      TextBatch text,
      long t,
      TrainingConfig config) {
    double kept = 1;
    for (long i = Math.max(0, t + 1 - spacing(t, config.statisticsEvery())); i <= t; i++) {
      kept *= config.emaDecayAt(i);
    }
    moveTowards(generator.sample(average, z, text).statistics(), kept);
  }

  /**
   * The moments of a mixture: {@code mean ← d·mean + (1−d)·m} and {@code variance ← d·variance +
   * (1−d)·v + d·(1−d)·(m − mean)²}.
   *
   * @param kept d, the share of what is known
   */
  private void moveTowards(Map<String, NDArray> batch, double kept) {
    double share = 1 - kept;
    try (NDManager scope = values.manager().newSubManager()) {
      for (String name : values.names()) {
        if (name.endsWith(MEAN)) {
          NDArray mean = values.get(name); // (C)
          NDArray variance = values.get(name.replace(MEAN, VARIANCE));
          NDArray distance = batch.get(name).sub(mean);
          distance.attach(scope);
          NDArray between = distance.square().muli(kept * share);
          NDArray within = batch.get(name.replace(MEAN, VARIANCE)).mul(share);
          within.attach(scope);
          variance.muli(kept).addi(within).addi(between);
          mean.addi(distance.muli(share));
        }
      }
    }
  }

  /** Frees the arrays. */
  @Override
  public void close() {
    values.close();
  }
}
