package dev.xmcgan.model.training.state;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.generation.Seeds;
import dev.xmcgan.model.layers.CounterRandom;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Normal noise from a seed; where it stands is one number, so that a copy can go on from there. */
public final class Noise {

  /** Apart from the sequence. */
  private static final long SECOND = 0x7365636f6e64L;

  private final long seed;
  private long draws;

  public Noise(long seed, long draws) {
    this.seed = seed;
    this.draws = draws;
  }

  /** What all of it comes from. */
  public long seed() {
    return seed;
  }

  /** Batches drawn so far. */
  public long draws() {
    return draws;
  }

  /**
   * A stream of random numbers of a step for something else: a function of the seed and of how much
   * was drawn, so that it needs no place in a checkpoint.
   *
   * @param purpose keeps it apart from the noise and from other purposes
   * @param group of the batch, counted from 0
   */
  public long stream(long purpose, int group) {
    long ofBatch = CounterRandom.stream(seed ^ purpose, draws);
    return group == 0 ? ofBatch : CounterRandom.stream(ofBatch, group);
  }

  /** Goes back to where it stood. */
  public void restore(long earlierDraws) {
    draws = earlierDraws;
  }

  /** The next batch of noise, (B,Z). */
  public NDArray next(NDManager manager, int batch, int size) {
    return normal(manager, CounterRandom.stream(seed, draws++), batch, size);
  }

  /**
   * The next batch of noise, (B,Z), but for rows that have a seed of their own.
   *
   * @param seeds B of them
   */
  public NDArray next(NDManager manager, List<OptionalLong> seeds, int size) {
    float[] values = values(CounterRandom.stream(seed, draws++), seeds.size(), size);
    for (int row = 0; row < seeds.size(); row++) {
      if (seeds.get(row).isPresent()) {
        float[] known = Seeds.noise(seeds.get(row).getAsLong(), size, OptionalDouble.empty());
        System.arraycopy(known, 0, values, row * size, size);
      }
    }
    return manager.create(values, new Shape(seeds.size(), size));
  }

  /** Noise beside the sequence, which stays where it is: the same for the same number. */
  public NDArray aside(NDManager manager, long number, int batch, int size) {
    return normal(manager, CounterRandom.stream(~seed, number), batch, size);
  }

  /**
   * As much noise beside the batch that was drawn last, (B,Z): for a second image of each caption.
   *
   * @param group of the batch, counted from 0
   */
  public NDArray second(NDManager manager, int group, int batch, int size) {
    return normal(manager, stream(SECOND, group), batch, size);
  }

  private static NDArray normal(NDManager manager, long stream, int batch, int size) {
    return manager.create(values(stream, batch, size), new Shape(batch, size));
  }

  private static float[] values(long stream, int batch, int size) {
    float[] values = new float[batch * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) CounterRandom.normal(stream, i);
    }
    return values;
  }
}
