package dev.xmcgan.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SixelTest {
  private static final Pattern COMMAND =
      Pattern.compile(
          "#(?<define>\\d+);2;(?<r>\\d+);(?<g>\\d+);(?<b>\\d+)|#(?<use>\\d+)"
              + "|!(?<run>\\d+)(?<of>[?-~])|(?<one>[?-~])|(?<back>\\$)|(?<down>-)");

  /** Half of the way between two levels, with dithering a whole one, in rounded percents. */
  private static final int LEVEL = 255 / 5 + 2;

  @ParameterizedTest
  @CsvSource({"16, 12", "9, 7", "1, 1", "64, 64"})
  void aTerminalSeesTheImageInNearColours(int width, int height) {
    // given: long runs of one colour above, noise below
    Random random = new Random(2);
    int[] pixels = new int[width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i < pixels.length / 2 ? 0x3060C0 : random.nextInt(1 << 24);
    }

    // when
    int[] seen = seen(Sixel.of(RgbImage.ofPacked(width, height, pixels)), width, height);

    // then
    for (int i = 0; i < pixels.length; i++) {
      for (int shift = 0; shift <= 16; shift += 8) {
        assertThat(Math.abs((seen[i] >> shift & 0xFF) - (pixels[i] >> shift & 0xFF)))
            .isLessThanOrEqualTo(LEVEL);
      }
    }
  }

  @Test
  void aPlainAreaKeepsItsColourOnAverage() {
    // given
    int[] pixels = new int[16 * 12];
    Arrays.fill(pixels, 0x5A5A5A);

    // when
    int[] seen = seen(Sixel.of(RgbImage.ofPacked(16, 12, pixels)), 16, 12);

    // then
    assertThat(Arrays.stream(seen).map(rgb -> rgb & 0xFF).average().orElseThrow())
        .isBetween(0x5A - 4.0, 0x5A + 4.0);
  }

  @ParameterizedTest
  @CsvSource({"TERM, foot", "TERM, mlterm-256color", "TERM, xterm-sixel", "TERM_PROGRAM, mintty"})
  void terminalsThatAreKnownToTakeThemGetThem(String name, String value) throws Exception {
    byte[] png = PngFile.encode(RgbImage.ofPacked(2, 1, new int[] {0xFF0000, 0x0000FF}));

    assertThat(TerminalImage.of(Map.of(name, value)).of(png))
        .startsWith("\u001bP0;1q\"1;1;2;1#5;2;0;0;100#210;2;100;0;0")
        .endsWith("\u001b\\\n");
  }

  /** What a terminal makes of it; what it is not told stays -1. */
  private static int[] seen(String sixels, int width, int height) {
    String head = "\u001bP0;1q\"1;1;%d;%d".formatted(width, height);
    assertThat(sixels).startsWith(head).endsWith("\u001b\\");
    int[] image = new int[width * height];
    Arrays.fill(image, -1);
    Map<Integer, Integer> palette = new HashMap<>();
    int colour = 0;
    int x = 0;
    int top = 0;
    Matcher command = COMMAND.matcher(sixels.substring(head.length(), sixels.length() - 2));
    int end = 0;
    while (command.find()) {
      assertThat(command.start()).as("nothing between commands").isEqualTo(end);
      end = command.end();
      if (command.group("define") != null) {
        int rgb = 0;
        for (String channel : new String[] {"r", "g", "b"}) {
          rgb = rgb << 8 | Math.round(Integer.parseInt(command.group(channel)) * 2.55f);
        }
        palette.put(Integer.parseInt(command.group("define")), rgb);
      } else if (command.group("use") != null) {
        colour = palette.get(Integer.parseInt(command.group("use")));
      } else if (command.group("back") != null) {
        x = 0;
      } else if (command.group("down") != null) {
        x = 0;
        top += 6;
      } else {
        boolean isRun = command.group("run") != null;
        int times = isRun ? Integer.parseInt(command.group("run")) : 1;
        int bits = command.group(isRun ? "of" : "one").charAt(0) - 63;
        for (int i = 0; i < times; i++, x++) {
          for (int y = 0; y < 6; y++) {
            if ((bits >> y & 1) == 1) {
              assertThat(image[(top + y) * width + x]).as("each pixel once").isEqualTo(-1);
              image[(top + y) * width + x] = colour;
            }
          }
        }
      }
    }
    assertThat(end).isEqualTo(sixels.length() - head.length() - 2);
    return image;
  }
}
