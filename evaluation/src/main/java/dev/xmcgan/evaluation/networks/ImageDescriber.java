package dev.xmcgan.evaluation.networks;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.images.BicubicResize;
import dev.xmcgan.images.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings images to a network's size and through it, batch by batch. */
public final class ImageDescriber {

  private final ImageFeatureNetwork network;
  private final int batch;

  /**
   * @param network stays the caller's
   * @param batch images in a pass
   */
  public ImageDescriber(ImageFeatureNetwork network, int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch must be above 0, is " + batch);
    }
    this.network = network;
    this.batch = batch;
  }

  /** Features and, where the network gives them, class probabilities of every image in order. */
  public Descriptions describe(List<RgbImage> images) {
    List<float[]> features = new ArrayList<>();
    List<float[]> probabilities = new ArrayList<>();
    boolean classes = true;
    for (int from = 0; from < images.size(); from += batch) {
      List<RgbImage> part = images.subList(from, Math.min(images.size(), from + batch));
      try (NDManager scope = network.manager().newSubManager()) {
        int edge = network.inputSize();
        Shape shape = new Shape(part.size(), RgbImage.COLOURS, edge, edge);
        ImageFeatureNetwork.Described described =
            network.describe(scope.create(BicubicResize.planes(part, edge), shape));
        addRows(described.features().toFloatArray(), part.size(), features);
        described
            .probabilities()
            .ifPresent(values -> addRows(values.toFloatArray(), part.size(), probabilities));
        classes &= described.probabilities().isPresent();
      }
    }
    return new Descriptions(
        features.toArray(float[][]::new),
        classes ? Optional.of(probabilities.toArray(float[][]::new)) : Optional.empty());
  }

  private static void addRows(float[] values, int count, List<float[]> rows) {
    int width = values.length / count;
    for (int i = 0; i < count; i++) {
      float[] row = new float[width];
      System.arraycopy(values, i * width, row, 0, width);
      rows.add(row);
    }
  }

  /**
   * Rows by image.
   *
   * @param features {@code (N,D)}
   * @param probabilities {@code (N,classes)}
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on to statistics as they are
  public record Descriptions(float[][] features, Optional<float[][]> probabilities) {}
}
