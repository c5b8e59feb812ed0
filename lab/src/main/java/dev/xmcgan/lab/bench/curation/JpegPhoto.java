package dev.xmcgan.lab.bench.curation;

import dev.xmcgan.images.JpegFile;
import dev.xmcgan.images.Resize;
import dev.xmcgan.images.RgbImage;
import java.util.SplittableRandom;

/**
 * JPEGs about as large as a camera's of the same size: areas that change slowly, details upon them,
 * and a little noise.
 */
final class JpegPhoto {
  private static final int AREA = 80;
  private static final int DETAIL = 8;
  private static final int NOISE = 12;

  /** How much of 255 a detail covers of the area below it. */
  private static final int COVER = 60;

  private JpegPhoto() {}

  /** The file; the same for the same size. */
  static byte[] of(int width, int height) {
    SplittableRandom random = new SplittableRandom(width);
    byte[] areas = stretched(width, height, AREA, random);
    byte[] details = stretched(width, height, DETAIL, random);
    byte[] photo = new byte[areas.length];
    for (int pixel = 0; pixel < photo.length; pixel += RgbImage.COLOURS) {
      int noise = random.nextInt(NOISE);
      for (int at = pixel; at < pixel + RgbImage.COLOURS; at++) {
        int area = Byte.toUnsignedInt(areas[at]) * (255 - COVER);
        int detail = Byte.toUnsignedInt(details[at]) * COVER;
        photo[at] = (byte) Math.min(255, (area + detail) / 255 + noise);
      }
    }
    return JpegFile.encode(new RgbImage(width, height, photo));
  }

  /** Random points, each of which spreads over so many pixels. */
  private static byte[] stretched(int width, int height, int pixels, SplittableRandom random) {
    int across = width / pixels;
    int down = height / pixels;
    byte[] points = new byte[across * down * RgbImage.COLOURS];
    random.nextBytes(points);
    return Resize.to(new RgbImage(across, down, points), width, height).rgb();
  }
}
