package dev.xmcgan.model.discriminator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * The features of a batch of images that the discriminator's contrastive losses compare with
 * captions.
 *
 * @param global f, the sum over space of the last map after relu, (B, 16·df)
 * @param regions region features, (B,R,E), row by row of the map
 */
public record ImageFeatures(NDArray global, NDArray regions) {

  /** The features of the first and of the second half of the batch: real and generated images. */
  public List<ImageFeatures> halves() {
    NDList globals = global.split(2, 0);
    NDList rows = regions.split(2, 0);
    return List.of(
        new ImageFeatures(globals.get(0), rows.get(0)),
        new ImageFeatures(globals.get(1), rows.get(1)));
  }

  /** The same features as constants. */
  public ImageFeatures frozen() {
    return new ImageFeatures(global.stopGradient(), regions.stopGradient());
  }
}
