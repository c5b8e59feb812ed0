package dev.xmcgan.trainer.config;

import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Reads a setting that is on or off: the words that MicroProfile Config takes for true, and their
 * opposites. By its own rules whatever else there is would be false, and {@code ture} switch a
 * thing off without a word.
 */
public final class OnOrOff implements Converter<Boolean> {
  private static final long serialVersionUID = 1L;

  private static final Set<String> ON = Set.of("true", "1", "yes", "y", "on");
  private static final Set<String> OFF = Set.of("false", "0", "no", "n", "off");

  /**
   * Reads it, in any case of letters.
   *
   * @throws IllegalArgumentException quoting what is neither on nor off
   */
  @Override
  public Boolean convert(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (!ON.contains(word) && !OFF.contains(word)) {
      throw new IllegalArgumentException("must be true or false, not " + text);
    }
    return ON.contains(word);
  }
}
