package dev.xmcgan.datasets.scenes.rendering;

import java.awt.Color;
import java.util.SplittableRandom;

/** Small changes of a colour that leave its name true. */
final class Tints {
  private static final float HUE_JITTER = 0.012f;
  private static final float OTHER_JITTER = 0.06f;
  private static final int DARK = 70;

  private Tints() {}

  /** The colour, a little off in hue, saturation and brightness. */
  static Color jittered(int rgb, SplittableRandom random) {
    float[] hsb = Color.RGBtoHSB(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff, null);
    float hue = hsb[0] + HUE_JITTER * signed(random);
    // a grey stays grey: a share of the saturation, not a step
    float saturation = clamp(hsb[1] * (1 + OTHER_JITTER * signed(random)));
    float brightness = clamp(hsb[2] * (1 + OTHER_JITTER * signed(random)));
    return Color.getHSBColor(hue, saturation, brightness);
  }

  /** A rim that sets the colour off from what is behind: darker, or lighter for what is dark. */
  static Color rim(Color color) {
    if (luminance(color) < DARK && saturated(color) < 0.3f) {
      return new Color(150, 150, 150);
    }
    return new Color(
        (int) (color.getRed() * 0.55),
        (int) (color.getGreen() * 0.55),
        (int) (color.getBlue() * 0.55));
  }

  static Color withAlpha(Color color, double alpha) {
    return new Color(
        color.getRed(), color.getGreen(), color.getBlue(), (int) Math.round(255 * alpha));
  }

  private static double luminance(Color color) {
    return 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue();
  }

  private static float saturated(Color color) {
    return Color.RGBtoHSB(color.getRed(), color.getGreen(), color.getBlue(), null)[1];
  }

  private static float signed(SplittableRandom random) {
    return (float) random.nextDouble(-1, 1);
  }

  private static float clamp(float value) {
    return Math.max(0, Math.min(1, value));
  }
}
