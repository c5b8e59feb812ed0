package dev.xmcgan.model.losses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Tensors;

/**
 * The two-sided InfoNCE loss: how well each item of one side finds its partner on the other. The
 * diagonal of the similarities (B,B) holds the true pairs; rows and columns are read as logits.
 *
 * <p>Paper: section 3, the two-sided InfoNCE bound. Official code: the second halves of {@code
 * attention_lib.contrastive_loss} and {@code attention_lib.word_loss}.
 *
 * @param similarities (B,B), B ≥ 2
 */
public record InfoNce(NDArray similarities) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when they are not square, or of a single pair
   */
  public InfoNce {
    Shape shape = similarities.getShape();
    if (shape.dimension() != 2 || shape.get(0) != shape.get(1)) {
      throw new IllegalArgumentException("similarities must be (B,B), not " + shape);
    }
    if (shape.get(0) < 2) {
      throw new IllegalArgumentException(
          "a contrastive loss needs a batch of at least 2 pairs: a single pair has no negatives");
    }
  }

  /** Mean cross-entropy over rows plus mean cross-entropy over columns: a scalar. */
  public NDArray loss() {
    return ofTruePairs(similarities.logSoftmax(1));
  }

  /**
   * As {@link #loss}, each row having one more negative.
   *
   * @param falsePartners similarities of each row's thing with something made up to be nearly, but
   *     not its partner (B,1); far below zero where there is none
   */
  public NDArray lossBeside(NDArray falsePartners) {
    NDArray rows = similarities.concat(falsePartners, 1).logSoftmax(1); // (B,B+1)
    return ofTruePairs(rows.split(new long[] {similarities.getShape().get(0)}, 1).get(0));
  }

  private NDArray ofTruePairs(NDArray rows) {
    NDArray both = rows.add(similarities.logSoftmax(0)); // (B,B)
    long batch = similarities.getShape().get(0);
    NDArray truePairs = similarities.getManager().eye((int) batch);
    return Tensors.scale(both.mul(truePairs).sum(), -1.0 / batch);
  }
}
