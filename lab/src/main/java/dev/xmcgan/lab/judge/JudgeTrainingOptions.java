package dev.xmcgan.lab.judge;

/**
 * How a judge is trained.
 *
 * @param seed of first weights and disturbance
 * @param steps updates in all
 * @param batch scenes an update
 * @param rate highest learning rate; it rises over the first steps and falls to zero as a cosine
 */
public record JudgeTrainingOptions(long seed, int steps, int batch, double rate) {

  public JudgeTrainingOptions {
    if (steps < 1 || batch < 1 || !(rate > 0)) {
      throw new IllegalArgumentException(
          "steps, batch and rate must be above 0, are %d, %d, %s".formatted(steps, batch, rate));
    }
  }

  /** Those of the weights that are shipped. */
  public static JudgeTrainingOptions shipped() {
    return new JudgeTrainingOptions(20261124, 4500, 32, 1.5e-3);
  }

  /** The learning rate of a step from 0. */
  double rate(int step) {
    double warmUp = Math.min(1, (step + 1) / 100.0);
    return rate * warmUp * 0.5 * (1 + Math.cos(Math.PI * step / steps));
  }
}
