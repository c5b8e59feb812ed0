package dev.xmcgan.cli.generate;

import dev.xmcgan.images.RgbImage;
import java.util.BitSet;

/**
 * Images as sixels (DEC STD 070, chapter 9): six rows at a time, each colour of them by itself. In
 * 252 colours, six levels of red and blue and seven of green, with ordered dithering.
 */
final class Sixel {
  private static final int BAND = 6;
  private static final int[] LEVELS = {6, 7, 6};
  private static final int COLOURS = LEVELS[0] * LEVELS[1] * LEVELS[2];
  private static final int FIRST_CHARACTER = 63;

  /** A shorter run is no longer written out. */
  private static final int SHORTEST_RUN = 4;

  /** Thresholds of four by four pixels, in sixteenths (Bayer). */
  private static final int[] BAYER = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};

  private Sixel() {}

  /** What shows an image where the cursor is. */
  static String of(RgbImage image) {
    StringBuilder text = new StringBuilder("\u001bP0;1q\"1;1;");
    text.append(image.width()).append(';').append(image.height());
    int[] indices = new int[image.width() * image.height()];
    BitSet used = new BitSet(COLOURS);
    for (int i = 0; i < indices.length; i++) {
      indices[i] = index(image.pixel(i % image.width(), i / image.width()), i, image.width());
      used.set(indices[i]);
    }
    used.stream().forEach(colour -> define(text, colour));
    for (int top = 0; top < image.height(); top += BAND) {
      band(text, indices, image.width(), top);
    }
    return text.append("\u001b\\").toString();
  }

  /** The colour that stands for a pixel's, a little brighter or darker by its place. */
  private static int index(int rgb, int place, int width) {
    double threshold = (BAYER[place / width % 4 * 4 + place % width % 4] + 0.5) / 16;
    int index = 0;
    for (int channel = 0; channel < LEVELS.length; channel++) {
      int value = rgb >> 16 - 8 * channel & 0xFF;
      int level = (int) (value / 255.0 * (LEVELS[channel] - 1) + threshold);
      index = index * LEVELS[channel] + level;
    }
    return index;
  }

  private static void define(StringBuilder text, int colour) {
    int blue = colour % LEVELS[2];
    int green = colour / LEVELS[2] % LEVELS[1];
    int red = colour / LEVELS[2] / LEVELS[1];
    text.append('#').append(colour).append(";2");
    text.append(';').append(percent(red, LEVELS[0]));
    text.append(';').append(percent(green, LEVELS[1]));
    text.append(';').append(percent(blue, LEVELS[2]));
  }

  private static int percent(int level, int levels) {
    return (int) Math.round(100.0 * level / (levels - 1));
  }

  private static void band(StringBuilder text, int[] indices, int width, int top) {
    int end = Math.min(indices.length, (top + BAND) * width);
    BitSet used = new BitSet(COLOURS);
    for (int i = top * width; i < end; i++) {
      used.set(indices[i]);
    }
    used.stream()
        .forEach(
            colour -> {
              text.append('#').append(colour);
              row(text, indices, width, top, colour);
              text.append('$');
            });
    text.append('-');
  }

  private static void row(StringBuilder text, int[] indices, int width, int top, int colour) {
    int run = 0;
    char last = 0;
    for (int x = 0; x < width; x++) {
      int bits = 0;
      for (int y = 0; y < BAND && (top + y) * width < indices.length; y++) {
        bits |= indices[(top + y) * width + x] == colour ? 1 << y : 0;
      }
      char next = (char) (FIRST_CHARACTER + bits);
      if (run > 0 && next != last) {
        repeat(text, last, run);
        run = 0;
      }
      last = next;
      run++;
    }
    repeat(text, last, run);
  }

  private static void repeat(StringBuilder text, char character, int run) {
    if (run < SHORTEST_RUN) {
      text.append(String.valueOf(character).repeat(run));
    } else {
      text.append('!').append(run).append(character);
    }
  }
}
