package dev.xmcgan.evaluation.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Tensors;
import java.util.Optional;

/**
 * Describes images of any kind without learned weights: colours, edges and textures on a grid of 4
 * × 4 fields.
 *
 * <p>It sees where what colours are and how much they vary, which way edges run, and textures of up
 * to seven pixels, by the mean response to 64 fixed random filters. It does not see what a thing
 * is: an apple and a red ball at one place are nearly one to it, and the same thing at another
 * place is another.
 */
public final class StatisticsNetwork implements ImageFeatureNetwork {
  /** Edge of the images it takes. */
  public static final int INPUT = 64;

  private static final String ID = "statistics-1";
  private static final int GRID = 4;
  private static final int DIRECTIONS = 8;
  private static final int FILTERS = 64;
  private static final int FILTER_EDGE = 7;
  private static final long SEED = 20_261_129;

  private final NDManager manager;
  private final NDArray filters;
  private final NDArray biases;

  private StatisticsNetwork(NDManager manager) {
    this.manager = manager;
    int taps = RgbImage.COLOURS * FILTER_EDGE * FILTER_EDGE;
    this.filters =
        manager.create(
            normals(FILTERS * taps, Math.sqrt(2.0 / taps), 0),
            new Shape(FILTERS, RgbImage.COLOURS, FILTER_EDGE, FILTER_EDGE));
    this.biases = manager.create(normals(FILTERS, 0.5, FILTERS * (long) taps), new Shape(FILTERS));
  }

  /** The caller's to close. */
  public static StatisticsNetwork open() {
    return new StatisticsNetwork(NDManager.newBaseManager());
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int inputSize() {
    return INPUT;
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  @Override
  public Described describe(NDArray images) {
    NDManager owner = images.getManager();
    try (NDManager scope = owner.newSubManager()) {
      NDArray x = images.duplicate(); // (B,3,64,64)
      x.attach(scope);
      NDArray colours = fields(x); // (B,48)
      NDArray variation = fields(x.square()).sub(colours.square()).maximum(0).sqrt(); // (B,48)
      NDArray responses = Tensors.convolution(x.sub(0.5), filters, biases, FILTER_EDGE / 2);
      NDArray textures = fields(responses.maximum(0)); // (B,64,64,64) to (B,1024)
      NDArray features =
          NDArrays.concat(new NDList(colours, variation, fields(edges(x)), textures), 1);
      return new Described(Tensors.attached(owner, features.duplicate()), Optional.empty());
    }
  }

  @Override
  public void close() {
    manager.close();
  }

  /**
   * How strongly brightness rises in each of eight directions, of all but the last pixels,
   * (B,3,64,64) to (B,8,60,60).
   */
  private static NDArray edges(NDArray x) {
    NDArray grey = x.mean(new int[] {1}); // (B,64,64)
    NDArray here = grey.get(new NDIndex(":, :-1, :-1")); // (B,63,63)
    NDArray across = grey.get(new NDIndex(":, :-1, 1:")).sub(here);
    NDArray down = grey.get(new NDIndex(":, 1:, :-1")).sub(here);
    NDList rises = new NDList();
    for (int direction = 0; direction < DIRECTIONS; direction++) {
      double angle = 2 * Math.PI * direction / DIRECTIONS;
      rises.add(across.mul(Math.cos(angle)).add(down.mul(Math.sin(angle))).maximum(0));
    }
    NDArray all = NDArrays.stack(rises, 1); // (B,8,63,63)
    return all.get(new NDIndex(":, :, :60, :60"));
  }

  /** Means over the fields of the grid, (B,C,S,S) to (B,C·16). */
  private static NDArray fields(NDArray maps) {
    Shape shape = maps.getShape();
    long edge = shape.get(2) / GRID;
    return maps.reshape(shape.get(0), shape.get(1), GRID, edge, GRID, edge)
        .mean(new int[] {5})
        .mean(new int[] {3})
        .reshape(shape.get(0), shape.get(1) * GRID * GRID);
  }

  private static float[] normals(int count, double scale, long from) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * CounterRandom.normal(SEED, from + i));
    }
    return values;
  }
}
