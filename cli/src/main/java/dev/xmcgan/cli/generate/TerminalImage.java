package dev.xmcgan.cli.generate;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.Resize;
import dev.xmcgan.images.RgbImage;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Images within the text of a terminal: as they are where it speaks kitty's graphics protocol, as
 * {@linkplain Sixel sixels} where it is known to show those, and everywhere else as half blocks,
 * two pixels a character, in 24-bit colours.
 */
public final class TerminalImage {
  private static final String ESCAPE = "\u001b";
  private static final String UPPER_HALF = "\u2580";
  private static final String RESET = ESCAPE + "[0m";

  /** Of kitty's protocol: a longer one must be cut. */
  private static final int CHUNK = 4_096;

  private static final int MOST_COLUMNS = 200;
  private static final int USUAL_COLUMNS = 80;
  private static final Set<String> KITTY_PROGRAMS = Set.of("ghostty", "wezterm");
  private static final Set<String> SIXEL_PROGRAMS = Set.of("contour", "iterm.app", "mintty");
  private static final Pattern SIXEL_TERMINALS =
      Pattern.compile("(foot|mlterm|yaft|contour)(-.*)?|.*sixel.*");

  private final Protocol protocol;
  private final int columns;

  private TerminalImage(Protocol protocol, int columns) {
    this.protocol = protocol;
    this.columns = columns;
  }

  private enum Protocol {
    KITTY,
    SIXEL,
    HALF_BLOCKS
  }

  /** For the terminal that a process's environment tells of. */
  public static TerminalImage of(Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    return new TerminalImage(
        protocol(environment),
        columns.matches("[1-9][0-9]{0,3}")
            ? Math.min(MOST_COLUMNS, Integer.parseInt(columns))
            : USUAL_COLUMNS);
  }

  private static Protocol protocol(Map<String, String> environment) {
    String terminal = environment.getOrDefault("TERM", "");
    String program = environment.getOrDefault("TERM_PROGRAM", "").toLowerCase(Locale.ROOT);
    if (environment.containsKey("KITTY_WINDOW_ID")
        || terminal.contains("kitty")
        || KITTY_PROGRAMS.contains(program)) {
      return Protocol.KITTY;
    }
    return SIXEL_PROGRAMS.contains(program) || SIXEL_TERMINALS.matcher(terminal).matches()
        ? Protocol.SIXEL
        : Protocol.HALF_BLOCKS;
  }

  /**
   * What shows a file when it is printed; ends with a line break.
   *
   * @throws IOException when it is no PNG
   */
  public String of(byte[] png) throws IOException {
    return switch (protocol) {
      case KITTY -> kitty(png);
      case SIXEL -> Sixel.of(PngFile.decode(png)) + '\n';
      case HALF_BLOCKS -> halfBlocks(PngFile.decode(png));
    };
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
