package dev.xmcgan.cli.generate;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.Resize;
import dev.xmcgan.images.RgbImage;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * Images within the text of a terminal: as they are where it speaks kitty's graphics protocol, and
 * everywhere else as half blocks, two pixels a character, in 24-bit colours.
 */
public final class TerminalImage {
  private static final String ESCAPE = "\u001b";
  private static final String UPPER_HALF = "\u2580";
  private static final String RESET = ESCAPE + "[0m";

  /** Of kitty's protocol: a longer one must be cut. */
  private static final int CHUNK = 4_096;

  private static final int MOST_COLUMNS = 200;
  private static final int USUAL_COLUMNS = 80;
  private static final Set<String> GRAPHIC_PROGRAMS = Set.of("ghostty", "wezterm");

  private final boolean isGraphic;
  private final int columns;

  private TerminalImage(boolean isGraphic, int columns) {
    this.isGraphic = isGraphic;
    this.columns = columns;
  }

  /** For the terminal that a process's environment tells of. */
  public static TerminalImage of(Map<String, String> environment) {
    boolean isGraphic =
        environment.containsKey("KITTY_WINDOW_ID")
            || environment.getOrDefault("TERM", "").contains("kitty")
            || GRAPHIC_PROGRAMS.contains(
                environment.getOrDefault("TERM_PROGRAM", "").toLowerCase(java.util.Locale.ROOT));
    String columns = environment.getOrDefault("COLUMNS", "");
    return new TerminalImage(
        isGraphic,
        columns.matches("[1-9][0-9]{0,3}")
            ? Math.min(MOST_COLUMNS, Integer.parseInt(columns))
            : USUAL_COLUMNS);
  }

  /**
   * What shows a file when it is printed; ends with a line break.
   *
   * @throws IOException when it is no PNG
   */
  public String of(byte[] png) throws IOException {
    return isGraphic ? kitty(png) : halfBlocks(PngFile.decode(png));
  }

  private static String kitty(byte[] png) {
    String data = Base64.getEncoder().encodeToString(png);
    StringBuilder text = new StringBuilder();
    for (int from = 0; from < data.length(); from += CHUNK) {
      int to = Math.min(data.length(), from + CHUNK);
      text.append(ESCAPE)
          .append(from == 0 ? "_Ga=T,f=100," : "_G")
          .append(to < data.length() ? "m=1;" : "m=0;")
          .append(data, from, to)
          .append(ESCAPE)
          .append('\\');
    }
    return text.append('\n').toString();
  }

  private String halfBlocks(RgbImage image) {
    int width = Math.min(columns, image.width());
    int rows = Math.max(1, Math.round(image.height() * width / (2f * image.width())));
    RgbImage shown = Resize.to(image, width, 2 * rows);
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      for (int x = 0; x < width; x++) {
        text.append(colour(38, shown.pixel(x, 2 * row)))
            .append(colour(48, shown.pixel(x, 2 * row + 1)))
            .append(UPPER_HALF);
      }
      text.append(RESET).append('\n');
    }
    return text.toString();
  }

  /**
   * @param ground 38 = that of the character, 48 = behind it
   */
  private static String colour(int ground, int rgb) {
    return "%s[%d;2;%d;%d;%dm"
        .formatted(ESCAPE, ground, rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
  }
}
