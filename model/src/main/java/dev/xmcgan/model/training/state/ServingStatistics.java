package dev.xmcgan.model.training.state;

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
 * (see {@link dev.xmcgan.model.training.TrainingStep#keepsStatistics}).
 */
public final class ServingStatistics implements AutoCloseable {

  private static final String MEAN = "/mean";
  private static final String VARIANCE = "/variance";

  private final Parameters values;

  /** Takes over means and variances by name. */
  public ServingStatistics(Parameters values) {
    this.values = values;
  }

  /** Means and variances by name, owned by this. */
  public Parameters values() {
    return values;
  }

  /**
   * Lets the averaged generator draw a batch and moves the statistics.
   *
   * @param average its weights
   * @param z noise (B,Z); its manager owns what is made on the way
   * @param text words (B,T,E), sentences (B,E) and B lengths
   * @param kept share of the statistics that stays
   */
  public void update(
      Generator generator, Parameters average, NDArray z, TextBatch text, double kept) {
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
