package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Noise for each pixel, of which grain, blades and stars can be made (as in Karras et al.,
 * StyleGAN, CVPR 2019, section 3.2). The last two norms, those on maps of the image's size, take
 * it: each of their channels learns how much, in standard deviations of its own, and what follows
 * the norm, the words of a region among it, makes it more or less.
 *
 * <p>It hangs on z alone, so that a seed still tells everything about an image: a pixel's value is
 * the sum of z's numbers under signs of its own, each the product of one of its row and one of its
 * column, and of variance one whatever the truncation.
 *
 * @param rows {@code (S,Z)}, each one or minus one
 * @param columns {@code (Z,S)} likewise
 * @param strengths {@code (C)} of each of the two norms, in the units of the maps that the noise is
 *     added to
 */
record PixelNoise(NDArray rows, NDArray columns, List<NDArray> strengths) {

  /** Fixed, as other signs would be other images for the same seed. */
  private static final long ROWS = 0x726F7773L;

  private static final long COLUMNS = 0x636F6C756D6E73L;

  /**
   * Standard deviations that a strength of one stands for. An optimizer moves all parameters about
   * as far in a step; those of other layers are smaller than a strength has to be.
   */
  private static final double DEVIATIONS = 10;

  private static final double SMALLEST_SQUARE = 1e-12;

  /** For maps that are normalised already; the manager owns its arrays. */
  static Optional<PixelNoise> training(
      GeneratorLayout layout, Parameters parameters, NDManager manager) {
    return of(layout, manager, norm -> strength(norm, parameters, manager));
  }

  /** For maps as they come, whose running statistics are folded into what follows. */
  static Optional<PixelNoise> evaluation(
      GeneratorLayout layout, Parameters parameters, Parameters statistics, NDManager manager) {
    return of(
        layout,
        manager,
        norm -> {
          try (NDManager scope = manager.newSubManager()) {
            NDArray variance =
                Tensors.attached(
                    scope,
                    statistics.get(ConditionalNorm.variance(norm)).add(ConditionalNorm.EPSILON));
            NDArray deviation = variance.sqrt();
            return Tensors.attached(manager, deviation.mul(strength(norm, parameters, scope)));
          }
        });
  }

  /** In standard deviations, {@code (C)}. */
  private static NDArray strength(String norm, Parameters parameters, NDManager manager) {
    NDArray parameter = parameters.get(GeneratorLayout.noise(norm));
    return Tensors.attached(manager, Tensors.scale(parameter, DEVIATIONS));
  }

  private static Optional<PixelNoise> of(
      GeneratorLayout layout, NDManager manager, Function<String, NDArray> strength) {
    ModelConfig config = layout.config();
    if (!config.pixelNoise()) {
      return Optional.empty();
    }
    int edge = config.imageSize();
    int length = config.noiseSize();
    return Optional.of(
        new PixelNoise(
            signs(manager, new Shape(edge, length), ROWS),
            signs(manager, new Shape(length, edge), COLUMNS),
            layout.noisedNorms().stream().map(strength).toList()));
  }

  private static NDArray signs(NDManager manager, Shape shape, long seed) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = CounterRandom.bits(seed, i) < 0 ? -1 : 1;
    }
    return manager.create(values, shape);
  }

  /**
   * The noise of each image, {@code (B,1,S,S)}, and the norms' strengths, {@code (C)} each.
   *
   * @param z {@code (B,Z)}
   */
  List<NDArray> of(NDArray z) {
    try (NDManager scope = z.getManager().newSubManager()) {
      NDArray constant = Tensors.attached(scope, z.stopGradient());
      NDArray sum = constant.square().sum(new int[] {1}, true).add(SMALLEST_SQUARE); // (B,1)
      NDArray unit = constant.div(sum.sqrt()); // (B,Z)
      NDArray signed = unit.expandDims(1).mul(rows); // (B,S,Z)
      long images = z.getShape().get(0);
      // a product for each image: its bits do not hang on how many there are
      NDArray repeated =
          Tensors.attached(scope, columns.expandDims(0))
              .broadcast(new Shape(images).addAll(columns.getShape())); // (B,Z,S), a view
      NDArray maps = signed.matMul(repeated).expandDims(1); // (B,1,S,S)
      return List.of(Tensors.attached(z.getManager(), maps), strengths.get(0), strengths.get(1));
    }
  }
}
