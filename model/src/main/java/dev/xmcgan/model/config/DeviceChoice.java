package dev.xmcgan.model.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which device an operator wants tensors to be on.
 *
 * @param gpu which GPU, from 0; of the others 0
 */
public record DeviceChoice(Kind kind, int gpu) {
  /** A GPU where there is one, else the CPU. */
  public static final DeviceChoice AUTO = new DeviceChoice(Kind.AUTO, 0);

  /** Main memory and the processor, even where there is a GPU. */
  public static final DeviceChoice CPU = new DeviceChoice(Kind.CPU, 0);

  /** The first GPU; an error where there is none. */
  public static final DeviceChoice GPU = new DeviceChoice(Kind.GPU, 0);

  private static final Pattern NUMBERED = Pattern.compile("cuda:(\\d{1,3})");

  /** What is asked for. */
  public enum Kind {
    AUTO,
    CPU,
    GPU
  }

  /**
   * As configuration says it.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static DeviceChoice of(String text) {
    String plain = text.strip().toLowerCase(Locale.ROOT);
    Matcher numbered = NUMBERED.matcher(plain);
    if (numbered.matches()) {
      return new DeviceChoice(Kind.GPU, Integer.parseInt(numbered.group(1)));
    }
    return switch (plain) {
      case "auto" -> AUTO;
      case "cpu" -> CPU;
      case "gpu", "cuda" -> GPU;
      default ->
          throw new IllegalArgumentException(
              "a device is auto, cpu, gpu or cuda:N, but not '%s'".formatted(text));
    };
  }

  @Override
  public String toString() {
    return kind == Kind.GPU ? "cuda:" + gpu : kind.name().toLowerCase(Locale.ROOT);
  }
}
