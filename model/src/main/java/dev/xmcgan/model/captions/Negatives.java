package dev.xmcgan.model.captions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Which captions of a batch are false of which of its images, where not all are.
 *
 * @param mask 0, or far below where a caption of another image may be true of this one, (B,B)
 * @param partners one 1 in each row, at a caption that is false of the row's image if there is one,
 *     (B,B)
 */
public record Negatives(NDArray mask, NDArray partners) {
  /** Beyond every similarity there is. */
  private static final int FAR = 1_000_000;

  /**
   * The negatives of a batch.
   *
   * @return none where all captions contradict each other: all are negatives then
   */
  public static Optional<Negatives> of(
      NDManager manager, List<String> captions, CompatibleCaptions compatible) {
    int batch = captions.size();
    float[] mask = new float[batch * batch];
    float[] partners = new float[batch * batch];
    boolean masked = false;
    for (int row = 0; row < batch; row++) {
      int partner = (row + 1) % batch;
      for (int step = batch - 1; step > 0; step--) {
        int column = (row + step) % batch;
        if (compatible.areCompatible(captions.get(row), captions.get(column))) {
          mask[row * batch + column] = -FAR;
          masked = true;
        } else {
          partner = column; // the nearest one in the end
        }
      }
      partners[row * batch + partner] = 1;
    }
    Shape shape = new Shape(batch, batch);
    return masked
        ? Optional.of(new Negatives(manager.create(mask, shape), manager.create(partners, shape)))
        : Optional.empty();
  }

  /** Similarities of images and captions without what is no negative, (B,B). */
  public NDArray only(NDArray similarities) {
    return similarities.add(mask);
  }

  /** For each image the row of a caption that is not true of it, (B,D). */
  public NDArray others(NDArray rows) {
    return partners.matMul(rows);
  }
}
