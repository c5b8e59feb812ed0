package dev.xmcgan.model.augmentation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.augmentation.Augmentation.Change;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Tensors;
import java.util.Arrays;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Changes a batch of images, each at random in its own way; gradients pass through. */
public final class AugmentedImages {

  /** Random numbers set apart for each image. */
  private static final int DRAWS = 8;

  /** Share of the edge that an image moves by at most. */
  private static final double LONGEST_SHIFT = 1 / 8.0;

  /** Share of the edge that is cut out. */
  private static final double CUT = 1 / 2.0;

  private final Augmentation augmentation;

  /** Changes of these kinds. */
  public AugmentedImages(Augmentation augmentation) {
    this.augmentation = augmentation;
  }

  /**
   * Changes all images, or none where only those are changed that are repeated. Official code of
   * the method: {@code DiffAugment(x, 'color,translation,cutout')} for images in [−1,1]; here
   * brightness moves half as far.
   *
   * @param images (B,3,S,S) in [0,1]
   * @param stream of the random numbers: the same changes for the same stream
   * @return (B,3,S,S), channels-last; the images themselves when nothing is to be changed
   */
  public NDArray apply(NDArray images, long stream) {
    return apply(images, stream, Set.of());
  }

  /**
   * The same where some are repeated.
   *
   * @param repeated numbers of those images that training shows over and over
   */
  public NDArray apply(NDArray images, long stream, Set<Integer> repeated) {
    if (augmentation.isNone() || augmentation.onlyRepeated() && repeated.isEmpty()) {
      return images;
    }
    int batch = Math.toIntExact(images.getShape().get(0));
    int edge = Math.toIntExact(images.getShape().get(2));
    Draws[] draws = new Draws[batch];
    Arrays.setAll(
        draws,
        image ->
            new Draws(stream, image, !augmentation.onlyRepeated() || repeated.contains(image)));
    NDArray x = images;
    for (Change change : augmentation.changes()) {
      x =
          switch (change) {
            case COLOUR -> recoloured(x, draws);
            case TRANSLATION -> shifted(x, draws, edge);
            case CUTOUT -> x.mul(mask(x.getManager(), draws, edge));
          };
    }
    return x;
  }

  private static NDArray recoloured(NDArray x, Draws[] draws) {
    NDManager manager = x.getManager();
    NDArray brighter = x.add(perImage(manager, draws, draw -> (draw.uniform(0) - 0.5) / 2));
    NDArray grey = mean(brighter, 1); // (B,1,S,S)
    NDArray saturation = perImage(manager, draws, draw -> 2 * draw.uniform(1));
    NDArray saturated = brighter.sub(grey).mul(saturation).add(grey);
    NDArray mean = mean(saturated, 1, 2, 3); // (B,1,1,1)
    NDArray contrast = perImage(manager, draws, draw -> draw.uniform(2) + 0.5);
    return saturated.sub(mean).mul(contrast).add(mean);
  }

  /** The engine's own mean takes one axis. */
  private static NDArray mean(NDArray x, int... axes) {
    long count = 1;
    for (int axis : axes) {
      count *= x.getShape().get(axis);
    }
    return Tensors.scale(x.sum(axes, true), 1.0 / count);
  }

  /** A product with a matrix of ones off the diagonal on each side moves rows and columns. */
  private static NDArray shifted(NDArray x, Draws[] draws, int edge) {
    NDManager manager = x.getManager();
    int longest = (int) Math.round(edge * LONGEST_SHIFT);
    float[] rows = new float[draws.length * edge * edge];
    float[] columns = new float[draws.length * edge * edge];
    for (int image = 0; image < draws.length; image++) {
      int down = draws[image].changed() ? draws[image].whole(3, -longest, longest) : 0;
      int right = draws[image].changed() ? draws[image].whole(4, -longest, longest) : 0;
      for (int to = 0; to < edge; to++) {
        int start = image * edge * edge;
        if (to - down >= 0 && to - down < edge) {
          rows[start + to * edge + to - down] = 1;
        }
        if (to - right >= 0 && to - right < edge) {
          columns[start + (to - right) * edge + to] = 1;
        }
      }
    }
    Shape each = new Shape(draws.length, 1, edge, edge);
    NDArray moved = manager.create(rows, each).matMul(x).matMul(manager.create(columns, each));
    return Tensors.toChannelsLast(moved);
  }

  /** (B,1,S,S): 0 within the square that is cut out, else 1. */
  private static NDArray mask(NDManager manager, Draws[] draws, int edge) {
    float[] mask = new float[draws.length * edge * edge];
    Arrays.fill(mask, 1);
    int cut = (int) Math.round(edge * CUT);
    for (int image = 0; image < draws.length; image++) {
      if (!draws[image].changed()) {
        continue;
      }
      int top = draws[image].whole(5, -cut / 2, edge - cut / 2);
      int left = draws[image].whole(6, -cut / 2, edge - cut / 2);
      for (int y = Math.max(0, top); y < Math.min(edge, top + cut); y++) {
        int row = (image * edge + y) * edge;
        Arrays.fill(mask, row + Math.max(0, left), row + Math.min(edge, left + cut), 0);
      }
    }
    return manager.create(mask, new Shape(draws.length, 1, edge, edge));
  }

  private static NDArray perImage(NDManager manager, Draws[] draws, ToDoubleFunction<Draws> value) {
    float[] values = new float[draws.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) value.applyAsDouble(draws[i]);
    }
    return manager.create(values, new Shape(values.length, 1, 1, 1));
  }

  /** An image's random numbers. */
  private record Draws(long stream, int image, boolean changed) {
    double uniform(int number) {
      // in the middle of their ranges brightness, saturation and contrast stay
      return !changed ? 0.5 : CounterRandom.uniform(stream, (long) image * DRAWS + number);
    }

    /** A whole number, both ends among them. */
    int whole(int number, int from, int to) {
      return from + (int) (uniform(number) * (to - from + 1));
    }
  }
}
