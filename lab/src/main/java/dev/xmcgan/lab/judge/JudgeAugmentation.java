package dev.xmcgan.lab.judge;

import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.layers.CounterRandom;

/**
 * Makes training images a little worse, each in its own way, so that the judge reads images that
 * are not drawn as cleanly as scenes: contrast and brightness, blur, noise. A third stay as they
 * are.
 */
final class JudgeAugmentation {

  private static final double SHARE_CLEAN = 1 / 3.0;
  private static final double CONTRAST = 0.12;
  private static final double BRIGHTNESS = 0.06;
  private static final double MOST_NOISE = 0.06;
  private static final int DRAWS = 5;

  private JudgeAugmentation() {}

  /** The image's planes {@code (3,H,W)}, disturbed; the same seed does the same. */
  static float[] planes(RgbImage image, long seed) {
    float[] planes = image.planes();
    if (CounterRandom.uniform(seed, 0) < SHARE_CLEAN) {
      return planes;
    }
    double gain = 1 + CONTRAST * (2 * CounterRandom.uniform(seed, 1) - 1);
    double shift = BRIGHTNESS * (2 * CounterRandom.uniform(seed, 2) - 1);
    double blur = Math.max(0, 2 * CounterRandom.uniform(seed, 3) - 1);
    double noise = MOST_NOISE * CounterRandom.uniform(seed, 4);
    float[] soft = blur > 0 ? boxed(planes, image.height(), image.width()) : planes;
    long noises = CounterRandom.stream(seed, DRAWS);
    float[] out = new float[planes.length];
    for (int i = 0; i < out.length; i++) {
      double value = (1 - blur) * planes[i] + blur * soft[i];
      // a uniform value of the same deviation is as good a noise and cheaper than a normal one
      double stray = noise * Math.sqrt(3) * (2 * CounterRandom.uniform(noises, i) - 1);
      out[i] = (float) Math.max(0, Math.min(1, gain * (value - 0.5) + 0.5 + shift + stray));
    }
    return out;
  }

  /** The mean over 3 × 3 pixels, edges repeated. */
  private static float[] boxed(float[] planes, int height, int width) {
    float[] out = new float[planes.length];
    for (int i = 0; i < planes.length; i++) {
      int plane = i / (height * width) * height * width;
      int y = (i - plane) / width;
      int x = (i - plane) % width;
      float sum = 0;
      for (int dy = -1; dy <= 1; dy++) {
        int row = Math.max(0, Math.min(height - 1, y + dy));
        for (int dx = -1; dx <= 1; dx++) {
          sum += planes[plane + row * width + Math.max(0, Math.min(width - 1, x + dx))];
        }
      }
      out[i] = sum / 9;
    }
    return out;
  }
}
