package dev.xmcgan.gateway.images;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.Resize;
import dev.xmcgan.images.RgbImage;

/** Shows where a word acted on an image: bright there, and dark where it did not. */
final class AttentionOverlay {
  private static final int WHITE = 255;

  /** What stays of the light where the word did nothing. */
  private static final double DARKEST = 0.2;

  private AttentionOverlay() {}

  /** The image as a PNG, with the light of the word on it. */
  static byte[] png(RgbImage image, AttentionView.Word word, int edge) {
    RgbImage light = Resize.to(light(word, edge), image.width(), image.height());
    byte[] lit = new byte[image.rgb().length];
    for (int i = 0; i < lit.length; i++) {
      double share = (light.rgb()[i] & 0xFF) / (double) WHITE;
      lit[i] = (byte) Math.round((image.rgb()[i] & 0xFF) * (DARKEST + (1 - DARKEST) * share));
    }
    return PngFile.encode(new RgbImage(image.width(), image.height(), lit));
  }

  private static RgbImage light(AttentionView.Word word, int edge) {
    double[] weights = word.relative();
    byte[] grey = new byte[RgbImage.COLOURS * weights.length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) Math.round(WHITE * weights[i / RgbImage.COLOURS]);
    }
    return RgbImage.square(edge, grey);
  }
}
