package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import dev.xmcgan.model.discriminator.SpectralWeights;

/** What tells a sound training from a collapsed one, beside its losses. */
final class TrainingDiagnostics {

  private TrainingDiagnostics() {}

  /**
   * Adds what can be seen in an update.
   *
   * <ul>
   *   <li>{@code d_accuracy}: share of the 2B logits on the right side of zero
   *   <li>{@code sigma_max}: the largest spectral norm of the discriminator's kernels
   *   <li>{@code fake_spread}: how much the generated images differ from one another, as the root
   *       mean square distance of a pixel from its mean over the batch
   * </ul>
   */
  static void put(JointUpdate update, Scalars scalars) {
    DiscriminatorUpdate judged = update.discriminator();
    NDArray right = share(judged.realLogits().gt(0)).add(share(judged.fakeLogits().lt(0)));
    scalars.put("d_accuracy", right.div(2));
    scalars.put("sigma_max", largestNorm(judged.weights()));
    scalars.put("fake_spread", spread(update.generator().images().stopGradient()));
  }

  private static NDArray share(NDArray truths) {
    return truths.toType(DataType.FLOAT32, false).mean();
  }

  private static NDArray largestNorm(SpectralWeights weights) {
    NDList norms = new NDList();
    weights.layers().values().forEach(layer -> norms.add(layer.sigma()));
    return NDArrays.concat(norms).max();
  }

  /** Of (B,3,S,S). */
  private static NDArray spread(NDArray images) {
    NDArray mean = images.mean(new int[] {0}, true); // (1,3,S,S)
    return images.sub(mean).square().mean().sqrt();
  }
}
