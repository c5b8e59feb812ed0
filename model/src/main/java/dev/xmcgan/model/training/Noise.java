package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.CounterRandom;

/** Normal noise from a seed; where it stands is one number, so that a copy can go on from there. */
final class Noise {

  private final long seed;
  private long draws;

  Noise(long seed, long draws) {
    this.seed = seed;
    this.draws = draws;
  }

  long seed() {
    return seed;
  }

  long draws() {
    return draws;
  }

  /** Goes back to where it stood. */
  void restore(long earlierDraws) {
    draws = earlierDraws;
  }

  /** The next batch of noise, (B,Z). */
  NDArray next(NDManager manager, int batch, int size) {
    return normal(manager, CounterRandom.stream(seed, draws++), batch, size);
  }

  /** Noise beside the sequence, which stays where it is: the same for the same number. */
  NDArray aside(NDManager manager, long number, int batch, int size) {
    return normal(manager, CounterRandom.stream(~seed, number), batch, size);
  }

  private static NDArray normal(NDManager manager, long stream, int batch, int size) {
    float[] values = new float[batch * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) CounterRandom.normal(stream, i);
    }
    return manager.create(values, new Shape(batch, size));
  }
}
