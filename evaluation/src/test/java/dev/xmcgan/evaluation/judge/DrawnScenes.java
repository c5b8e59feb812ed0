package dev.xmcgan.evaluation.judge;

import dev.xmcgan.datasets.scenes.Attribute;
import dev.xmcgan.datasets.scenes.Background;
import dev.xmcgan.datasets.scenes.SceneColour;
import dev.xmcgan.datasets.scenes.SceneShape;
import dev.xmcgan.datasets.scenes.SceneSize;
import dev.xmcgan.evaluation.images.RgbImage;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

/** The project's drawn scenes as the judge takes them. */
public final class DrawnScenes {

  private DrawnScenes() {}

  /** Every word a scene can use, drifted ones too. */
  public static Vocabulary vocabulary() {
    return new Vocabulary(
        words(Background.values()),
        words(SceneColour.values()),
        words(SceneShape.values()),
        words(SceneSize.values()));
  }

  /** The pixels of an image. */
  public static RgbImage rgb(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    byte[] rgb = new byte[pixels.length * RgbImage.COLOURS];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    return new RgbImage(height, width, rgb);
  }

  private static List<String> words(Attribute[] values) {
    return Arrays.stream(values).map(Attribute::word).toList();
  }
}
