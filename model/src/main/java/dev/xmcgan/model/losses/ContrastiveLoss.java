package dev.xmcgan.model.losses;

import ai.djl.ndarray.NDArray;
import dev.xmcgan.model.layers.Tensors;

/**
 * The contrastive loss between two sets of features of the same pairs: image and sentence, or
 * generated and real image of the same caption.
 *
 * <p>Paper: equations 2 and 3, S(x, y) = cos(x, y) / τ. Official code: {@code
 * attention_lib.contrastive_loss}.
 */
public final class ContrastiveLoss {

  /** τ. */
  static final double TEMPERATURE = 0.1;

  private ContrastiveLoss() {}

  /**
   * Matches each row of one side with the row of the same pair on the other.
   *
   * @param left (B,D)
   * @param right (B,D)
   */
  public static InfoNce between(NDArray left, NDArray right) {
    NDArray x = Tensors.l2Normalise(left, -1); // (B,D)
    NDArray y = Tensors.l2Normalise(right, -1); // (B,D)
    return new InfoNce(Tensors.scale(x.matMul(y.transpose()), 1 / TEMPERATURE)); // (B,B)
  }

  /**
   * The similarity of each row of one side with the same row of the other alone.
   *
   * @param left (B,D)
   * @param right (B,D)
   * @return (B,1)
   */
  public static NDArray ofPartners(NDArray left, NDArray right) {
    NDArray products = Tensors.l2Normalise(left, -1).mul(Tensors.l2Normalise(right, -1));
    return Tensors.scale(products.sum(new int[] {1}, true), 1 / TEMPERATURE);
  }
}
