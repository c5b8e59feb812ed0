package dev.xmcgan.model.training.state;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * Adam (Kingma and Ba, ICLR 2015) with β = (0.5, 0.999) and bias correction, on the flat tensors of
 * one network: {@code x ← x − rate · m̂ / (√v̂ + 1e-8)}.
 */
public final class Adam implements AutoCloseable {

  /** β₁. */
  public static final float FIRST_DECAY = 0.5f;

  /** β₂. */
  public static final float SECOND_DECAY = 0.999f;

  /** ε. */
  public static final double EPSILON = 1e-8;

  private final FlatTensors mean;
  private final FlatTensors variance;
  private long updates;

  /**
   * Goes on with moments from earlier updates.
   *
   * @param mean m, taken over
   * @param variance v, taken over
   * @param updates how many there were
   */
  public Adam(FlatTensors mean, FlatTensors variance, long updates) {
    this.mean = mean;
    this.variance = variance;
    this.updates = updates;
  }

  /** No updates so far. */
  public static Adam fresh(NDManager manager, FlatTensors parameters) {
    return new Adam(
        FlatTensors.zeros(manager, parameters), FlatTensors.zeros(manager, parameters), 0);
  }

  /** Moving average of the gradients, m. */
  public FlatTensors mean() {
    return mean;
  }

  /** Moving average of their squares, v. */
  public FlatTensors variance() {
    return variance;
  }

  /** Updates so far. */
  public long updates() {
    return updates;
  }

  /** Puts back moments kept from before. */
  void restore(NDArray earlierMean, NDArray earlierVariance, long earlierUpdates) {
    mean.set(earlierMean);
    variance.set(earlierVariance);
    updates = earlierUpdates;
  }

  /** Changes the parameters in place. */
  public void update(FlatTensors parameters, NDArray gradient, double rate) {
    updates++;
    // the engine leaves v uncorrected: √v̂ + ε = (√v + ε·c) / c with c = √(1 − β₂ᵗ)
    double correction = Math.sqrt(1 - Math.pow(SECOND_DECAY, updates));
    double correctedRate = rate * correction / (1 - Math.pow(FIRST_DECAY, updates));
    NDList values = parameters.pieces();
    try (NDList gradients = parameters.pieces(gradient)) {
      for (int i = 0; i < values.size(); i++) {
        NDArray piece = values.get(i);
        piece
            .getNDArrayInternal()
            .adamUpdate(
                new NDList(piece, gradients.get(i), mean.pieces().get(i), variance.pieces().get(i)),
                new NDList(piece),
                (float) rate,
                (float) correctedRate,
                0f,
                1f,
                -1f,
                FIRST_DECAY,
                SECOND_DECAY,
                (float) (EPSILON * correction),
                false,
                false);
      }
    }
  }

  @Override
  public void close() {
    mean.close();
    variance.close();
  }
}
